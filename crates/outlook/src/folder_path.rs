//! Paths of folders: `/Posteingang/Kunden`; "/" inside a name is written `\/`.

use sync::{Message, Scope, StoreError};

/// The names of a path's folders; "/" inside a name is written `\/`.
pub fn components(path: &str) -> Vec<String> {
    let (mut parts, mut part, mut chars) = (Vec::new(), String::new(), path.chars().peekable());
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'/').is_some() => part.push('/'),
            '/' => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// A name as a part of a path.
pub fn escaped(name: &str) -> String {
    name.replace('/', "\\/")
}

/// Every folder that is asked for must be among these, or lie above one of them.
pub fn must_be_there<'p>(
    scope: &Scope,
    paths: impl Iterator<Item = &'p str>,
) -> Result<(), StoreError> {
    let paths: Vec<Vec<String>> = paths.map(components).collect();
    let there = |wanted: &str| paths.iter().any(|path| begins_with(path, &components(wanted)));
    match scope.folders.iter().find(|wanted| !there(wanted)) {
        Some(missing) => {
            Err(StoreError::new(Message::new("outlook-no-such-folder").with("folder", missing)))
        }
        None => Ok(()),
    }
}

/// Whether a folder is one of the wanted ones or lies below one; none wanted means all.
pub fn in_folders(path: &str, wanted: &[String]) -> bool {
    let path = components(path);
    wanted.is_empty() || wanted.iter().any(|wanted| begins_with(&path, &components(wanted)))
}

fn begins_with(path: &[String], wanted: &[String]) -> bool {
    let head = path.get(..wanted.len()).into_iter().flatten();
    let same = head.zip(wanted).filter(|(a, b)| a.to_lowercase() == b.to_lowercase());
    same.count() == wanted.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_in_scope_is_a_wanted_one_or_lies_below_it() {
        let wanted = ["/Kontakte".to_owned(), "/A\\/B".to_owned()];
        for (path, within) in [
            ("/Kontakte", true),
            ("/kontakte/Alte", true),
            ("/Kontakte2", false),
            ("/Posteingang/Kontakte", false),
            ("/A\\/B", true),
            ("/A\\/B/C", true),
            ("/A/B", false),
            ("/", false),
        ] {
            assert_eq!(in_folders(path, &wanted), within, "{path}");
        }
        assert!(in_folders("/Beliebig", &[]));
        assert!(in_folders("/Beliebig", &["/".to_owned()]));
    }
}
