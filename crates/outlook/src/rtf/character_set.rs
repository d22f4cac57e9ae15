//! Which code page a font's character set means (\[MSFT-RTF\], "Font Table").

/// The code page of `\fcharsetN`; `None` where the document's own is meant.
pub(super) fn code_page(character_set: i32) -> Option<u16> {
    Some(match character_set {
        0 | 2 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        254 => 437,
        255 => 850,
        _ => return None,
    })
}
