//! ORGANIZER and ATTENDEE (RFC 5545, 3.8.4; vCalendar 1.0, 2.2.1).
//!
//! What must hold: people read as a data file tells them. An attendee who has not answered and one
//! of whom nothing is known are the same word in iCalendar; a parameter of our own tells them
//! apart.

use super::component::Component;
use super::line::Line;
use super::out::Out;
use crate::item::{Person, Response, Role};

/// Our parameter for answers that iCalendar has no word for.
const ANSWER: &str = "X-GLEICHSTAND-RESPONSE";

/// The organizer.
pub(super) fn organizer(component: &Component) -> Option<Person> {
    let line = component.line("ORGANIZER");
    let of_old = || component.all("ATTENDEE").find(|line| line.has("ROLE", "ORGANIZER"));
    line.or_else(of_old).map(person).filter(is_somebody)
}

/// The attendees.
pub(super) fn attendees(component: &Component) -> Vec<Person> {
    let organizer = component.line("ORGANIZER").map(person).map(|person| person.address);
    let people = component.all("ATTENDEE").map(|line| {
        let found = person(line);
        let role = role(line, organizer.as_deref().is_none_or(|address| is_same(address, &found)));
        Person { role, response: response(line), ..found }
    });
    people.filter(is_somebody).collect()
}

fn is_same(address: &str, person: &Person) -> bool {
    address.eq_ignore_ascii_case(&person.address)
}

fn is_somebody(person: &Person) -> bool {
    !person.name.is_empty() || !person.address.is_empty()
}

fn person(line: &Line) -> Person {
    let value = line.text();
    let value = value.trim();
    let name = line.param("CN").unwrap_or_default().trim();
    let scheme = value.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let address = match scheme.as_ref().map(|(scheme, rest)| (scheme.as_str(), *rest)) {
        Some(("mailto", rest)) => rest,
        Some(("invalid", _)) => "",
        Some(("urn" | "http" | "https", _)) => line.param("EMAIL").unwrap_or_default(),
        _ if name.is_empty() => return Person::from_shown(value),
        _ => value,
    };
    Person::new(name, address)
}

fn role(line: &Line, may_organize: bool) -> Role {
    let thing = ["RESOURCE", "ROOM"].iter().any(|kind| line.has("CUTYPE", kind));
    let role = line.param("ROLE").unwrap_or_default().to_ascii_uppercase();
    match role.as_str() {
        _ if thing => Role::Resource,
        "CHAIR" | "ORGANIZER" if may_organize => Role::Organizer,
        "OPT-PARTICIPANT" | "NON-PARTICIPANT" => Role::Optional,
        _ => Role::Required,
    }
}

fn response(line: &Line) -> Response {
    let said = line.param("PARTSTAT").or_else(|| line.param("STATUS")).unwrap_or_default();
    let said = match said.to_ascii_uppercase().as_str() {
        "ACCEPTED" | "CONFIRMED" => Response::Accepted,
        "DECLINED" => Response::Declined,
        "TENTATIVE" => Response::Tentative,
        _ => Response::None,
    };
    match said {
        Response::Accepted if line.has(ANSWER, "ORGANIZER") => Response::Organizer,
        Response::None if line.has(ANSWER, "NOT-RESPONDED") => Response::NotResponded,
        said => said,
    }
}

/// Writes the organizer.
pub(super) fn put_organizer(out: &mut Out, shown: &str) {
    let person = Person::from_shown(shown);
    out.line("ORGANIZER", &names(&person), &address(&person));
}

/// Writes an attendee.
pub(super) fn put_attendee(out: &mut Out, person: &Person) {
    let (kind, role) = match person.role {
        Role::Organizer => ("INDIVIDUAL", "CHAIR"),
        Role::Required => ("INDIVIDUAL", "REQ-PARTICIPANT"),
        Role::Optional => ("INDIVIDUAL", "OPT-PARTICIPANT"),
        Role::Resource => ("RESOURCE", "NON-PARTICIPANT"),
    };
    let (status, own) = match person.response {
        Response::None => ("NEEDS-ACTION", ""),
        Response::NotResponded => ("NEEDS-ACTION", "NOT-RESPONDED"),
        Response::Organizer => ("ACCEPTED", "ORGANIZER"),
        Response::Accepted => ("ACCEPTED", ""),
        Response::Declined => ("DECLINED", ""),
        Response::Tentative => ("TENTATIVE", ""),
    };
    let params = [("CUTYPE", kind), ("ROLE", role), ("PARTSTAT", status), (ANSWER, own)];
    let params = params.into_iter().filter(|(_, value)| !value.is_empty());
    let params: Vec<(&str, &str)> = params.chain(names(person)).collect();
    out.line("ATTENDEE", &params, &address(person));
}

fn names(person: &Person) -> Vec<(&str, &str)> {
    let name = [("CN", person.name.as_str())];
    name.into_iter().filter(|(_, name)| !name.is_empty()).collect()
}

fn address(person: &Person) -> String {
    match person.address.as_str() {
        "" => "invalid:nomail".to_owned(),
        address => format!("mailto:{address}"),
    }
}
