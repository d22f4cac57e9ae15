//! RTF as tokens (\[MSFT-RTF\], "RTF Syntax").

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// `\name` or `\name1`
    Word(&'a [u8], Option<i32>),
    /// `\` and something that is no letter
    Symbol(u8),
    /// `\'xx`
    Hex(u8),
    /// Bytes of text, without line ends.
    Text(&'a [u8]),
}

/// The tokens of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tokens<'a>(pub &'a [u8]);

impl<'a> Tokens<'a> {
    fn take(&mut self, len: usize) -> &'a [u8] {
        let (head, tail) = self.0.split_at_checked(len).unwrap_or((self.0, &[]));
        self.0 = tail;
        head
    }

    fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a [u8] {
        self.take(self.0.iter().take_while(|byte| fits(**byte)).count())
    }

    /// What follows a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.0.first()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.take(1);
        Some(if first == b'\'' { Token::Hex(self.hex()) } else { Token::Symbol(first) })
    }

    fn hex(&mut self) -> u8 {
        let digits = std::str::from_utf8(self.take(2)).ok();
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).unwrap_or(b'?')
    }

    fn word(&mut self) -> Token<'a> {
        let name = self.take_while(|byte| byte.is_ascii_alphabetic());
        let minus = matches!(self.0, [b'-', digit, ..] if digit.is_ascii_digit());
        self.take(usize::from(minus));
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        self.take(usize::from(self.0.first() == Some(&b' ')));
        let number = digits.iter().fold(0_i32, |number, digit| {
            number.saturating_mul(10).saturating_add(i32::from(digit - b'0'))
        });
        let number = if minus { number.saturating_neg() } else { number };
        if name == b"bin" {
            self.take(usize::try_from(number).unwrap_or(0));
        }
        Token::Word(name, (!digits.is_empty()).then_some(number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.take_while(|byte| matches!(byte, b'\r' | b'\n' | 0));
        let special = |byte: u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
        match *self.0.first()? {
            b'{' => {
                self.take(1);
                Some(Token::Open)
            }
            b'}' => {
                self.take(1);
                Some(Token::Close)
            }
            b'\\' => {
                self.take(1);
                self.control()
            }
            _ => Some(Token::Text(self.take_while(|byte| !special(byte)))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_one_blank_and_a_number() {
        let tokens: Vec<_> = Tokens(b"{\\b\\fs-20  x\\'E4\\~\r\ny\\bin3 {{{z}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word(b"b", None),
                Token::Word(b"fs", Some(-20)),
                Token::Text(b" x"),
                Token::Hex(0xE4),
                Token::Symbol(b'~'),
                Token::Text(b"y"),
                Token::Word(b"bin", Some(3)),
                Token::Text(b"z"),
                Token::Close,
            ]
        );
    }

    #[test]
    fn what_ends_in_the_middle_ends() {
        for text in ["\\", "\\'", "\\'4", "\\u", "\\u-", "\\bin99999999999 x", "\\bin-5 "] {
            assert!(Tokens(text.as_bytes()).count() <= 3, "{text}");
        }
    }
}
