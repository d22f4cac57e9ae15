//! Everything that is written to the standard streams goes through here.
//!
//! What must hold: a reader that goes away (`gleichstand address list | head`) ends the program
//! quietly; any other fault of the output is not silent.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

/// The standard output.
pub struct Output {
    stream: BufWriter<Stdout>,
    fault: Option<io::Error>,
}

impl Output {
    /// The standard output.
    pub fn new() -> Self {
        Self { stream: BufWriter::with_capacity(64 * 1024, io::stdout()), fault: None }
    }

    /// A line, or several.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.write(|stream| writeln!(stream, "{}", harmless(text.as_ref())));
    }

    /// Text that ends its lines itself.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.write(|stream| stream.write_all(bytes));
    }

    /// A JSON document: easy to read on a terminal, short elsewhere.
    pub fn json(&mut self, document: &impl Serialize) {
        let pretty = io::stdout().is_terminal();
        self.write(|stream| {
            if pretty {
                serde_json::to_writer_pretty(&mut *stream, document)?;
            } else {
                serde_json::to_writer(&mut *stream, document)?;
            }
            writeln!(stream)
        });
    }

    /// After the first fault nothing more is written.
    fn write(&mut self, write: impl FnOnce(&mut BufWriter<Stdout>) -> io::Result<()>) {
        if self.fault.is_none() {
            self.fault = write(&mut self.stream).err();
        }
    }

    /// Shows at once what was written so far.
    pub fn flush(&mut self) {
        self.write(Write::flush);
    }

    /// Writes the rest. The fault that stopped the output, unless the reader went away.
    pub fn finish(&mut self) -> Option<io::Error> {
        self.flush();
        self.fault.take().filter(|fault| fault.kind() != io::ErrorKind::BrokenPipe)
    }
}

/// A line on standard error. Who does not listen there is not told.
pub fn complain(line: &str) {
    let _ = writeln!(io::stderr(), "{}", harmless(line));
}

/// Names come from files of others: what would steer a terminal is shown as a sign.
fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    match text.contains(steers) {
        true => Cow::Owned(text.replace(steers, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_steer_a_terminal_is_shown_as_a_sign() {
        assert_eq!(harmless("a\x1b[31mb\x07\n\tc"), "a\u{fffd}[31mb\u{fffd}\n\tc");
        assert_eq!(harmless("Größe 😀"), "Größe 😀");
    }
}
