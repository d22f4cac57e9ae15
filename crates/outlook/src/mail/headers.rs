//! Lines of Internet headers (RFC 5322) where Outlook has not put their value into a property.

/// The value of the first header of that name, unfolded; `None` where it says nothing.
pub(super) fn header(headers: &str, name: &str) -> Option<String> {
    let mut lines = headers.lines().take_while(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let Some(value) = value_of(line, name) else { continue };
        let mut value = value.trim().to_owned();
        while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
            value.push(' ');
            value.push_str(more.trim());
        }
        return Some(value.trim().to_owned()).filter(|value| !value.is_empty());
    }
    None
}

fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (head, value) = line.split_once(':')?;
    head.trim_end().eq_ignore_ascii_case(name).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_whatever_its_case_and_unfolded() {
        let headers = "Microsoft Mail Internet Headers Version 2.0\r\nReceived: a;\r\n\tMessage-ID: no\r\n\
            message-id:\r\n <1@x>\r\nIn-Reply-To: <a@x>\r\n\t<b@x>\r\nEmpty: \r\n\r\nLater: z\r\n";
        assert_eq!(header(headers, "Message-ID").as_deref(), Some("<1@x>"));
        assert_eq!(header(headers, "In-Reply-To").as_deref(), Some("<a@x> <b@x>"));
        for name in ["Empty", "Later", "References"] {
            assert_eq!(header(headers, name), None, "{name}");
        }
    }
}
