//! The web interface as it runs, and requests to it.

#![allow(dead_code, reason = "each test target needs its part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;

use crate::harness::Desk;

/// A running interface; it ends with the test.
pub struct Served {
    pub child: Child,
    pub host: String,
    pub token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An answer: status, header, body.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    fn read(stream: &mut TcpStream) -> Self {
        let mut answer = Vec::new();
        // Who refuses in the middle of a request resets what is left of it.
        let _reset = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default();
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The key of a form.
    pub fn key(&self) -> String {
        self.hidden("key")
    }

    /// The value of a hidden field of a form.
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Served {
    pub fn new(desk: &Desk, more: &[&str]) -> Self {
        let mut child = desk.start(&[&["serve", "--port", "0", "--json"][..], more].concat());
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap();
        let (host, token) =
            url.strip_prefix("http://").unwrap().split_once("/login?token=").unwrap();
        Self { child, host: host.to_owned(), token: token.to_owned() }
    }

    /// Sends a request with these lines in its header.
    pub fn send(&self, line: &str, head: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !head.iter().any(|(name, _)| *name == "Host") {
            text += &format!("Host: {}\r\n", self.host);
        }
        for (name, value) in head {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            text += "Content-Type: application/x-www-form-urlencoded\r\n";
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap();
        Reply::read(&mut stream)
    }

    /// Opens the link; the cookie of whoever did.
    pub fn log_in(&self) -> String {
        let reply = self.send(&format!("GET /login?token={}", self.token), &[], "");
        assert_eq!(reply.status, 303, "{reply:?}");
        let cookie = reply.header("set-cookie").unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().to_owned()
    }

    pub fn get(&self, path: &str, cookie: &str) -> Reply {
        self.send(&format!("GET {path}"), &[("Cookie", cookie)], "")
    }

    pub fn post(&self, path: &str, cookie: &str, body: &str) -> Reply {
        let origin = format!("http://{}", self.host);
        self.send(&format!("POST {path}"), &[("Cookie", cookie), ("Origin", &origin)], body)
    }

    /// Sends a form with a file.
    pub fn upload(&self, path: &str, cookie: &str, form: &str) -> Reply {
        let length = format!("Content-Length: {}\r\n\r\n", form.len());
        self.send_form(path, cookie, &[length.as_bytes(), form.as_bytes()].concat())
    }

    /// The same without saying how long it is.
    pub fn upload_in_pieces(&self, path: &str, cookie: &str, form: &str) -> Reply {
        let mut body = b"Transfer-Encoding: chunked\r\n\r\n".to_vec();
        for piece in form.as_bytes().chunks(10_000) {
            body.extend(format!("{:x}\r\n", piece.len()).as_bytes());
            body.extend([piece, b"\r\n"].concat());
        }
        body.extend(b"0\r\n\r\n");
        self.send_form(path, cookie, &body)
    }

    fn send_form(&self, path: &str, cookie: &str, rest: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nCookie: {cookie}\r\n\
             Origin: http://{host}\r\nContent-Type: multipart/form-data; boundary=x\r\n",
            host = self.host
        );
        // Who refuses does not read to the end.
        let _refused = stream.write_all(&[head.as_bytes(), rest].concat());
        Reply::read(&mut stream)
    }
}
