//! Parts of a request, refused as problems.

use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;
use wasl_model::Pii;

use crate::problem::Problem;

/// A JSON body.
#[derive(Clone, Copy, Debug, FromRequest)]
#[from_request(via(axum::Json), rejection(Problem))]
pub struct Json<T>(pub T);

/// Query parameters; unknown ones are refused when `T` refuses them.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
pub struct Query<T>(pub T);

/// Path parameters.
#[derive(Clone, Copy, Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
pub struct Path<T>(pub T);

/// What somebody wrote: trimmed, not empty, not too long, nothing that is no text. What turns the direction of the
/// text around it (an Arabic or English word needs none of it) is left out: a name could be made to read as another.
///
/// # Errors
/// When it is none of that; the problem names the field and never the words.
pub fn text(field: &str, written: &Pii<String>, most_chars: usize) -> Result<Pii<String>, Problem> {
    let kept: String = written.reveal().chars().filter(|c| !turns_text(*c)).collect();
    let text = kept.trim();
    let no_text = text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if text.is_empty() || no_text || text.chars().count() > most_chars {
        let detail = format!("'{field}' must be 1 to {most_chars} characters of text");
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    Ok(text.into())
}

/// The same for something that may be left out; only spaces are nothing.
///
/// # Errors
/// As for [`text`].
pub fn maybe_text(
    field: &str,
    written: Option<&Pii<String>>,
    most_chars: usize,
) -> Result<Option<Pii<String>>, Problem> {
    written
        .filter(|written| !written.reveal().trim().is_empty())
        .map(|written| text(field, written, most_chars))
        .transpose()
}

/// Arabic-Indic and Persian digits as ASCII; everything else stays.
#[must_use]
pub fn ascii_digits(text: &str) -> String {
    let ascii = |c: char| match c {
        '\u{0660}'..='\u{0669}' => char::from_digit(c as u32 - 0x0660, 10).unwrap_or(c),
        '\u{06F0}'..='\u{06F9}' => char::from_digit(c as u32 - 0x06F0, 10).unwrap_or(c),
        other => other,
    };
    text.chars().map(ascii).collect()
}

/// Embeddings, overrides and isolates of the bidirectional algorithm; chat programs paste them along with names.
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A phone number as a person writes it: Arabic digits, spaces, dashes and brackets are folded; 5 to 15 digits (ITU-T E.164), maybe a `+`.
#[must_use]
pub fn phone(written: &str) -> Option<Pii<String>> {
    let bidi = |c: &char| matches!(c, '\u{200E}' | '\u{200F}') || turns_text(*c);
    let kept: String = ascii_digits(written).chars().filter(|c| !" -().\t\u{a0}".contains(*c) && !bidi(c)).collect();
    let kept = kept.strip_prefix("00").map_or(kept.clone(), |rest| format!("+{rest}"));
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let good = (5..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    good.then(|| kept.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_folded_and_checked() {
        for (written, folded) in [
            ("٠٥٥ ١٢٣ ٤٥٦٧", Some("0551234567")),
            ("+966 (55) 123-4567", Some("+966551234567")),
            ("00966551234567", Some("+966551234567")),
            ("\u{200E}+۹۶۶۵۵۱۲۳۴۵۶۷", Some("+966551234567")),
            ("1234", None),
            ("+1234567890123456", None),
            ("05512345x7", None),
            ("sip:a@b", None),
            ("", None),
            ("+", None),
            ("++966551234567", None),
        ] {
            assert_eq!(phone(written).map(Pii::into_inner).as_deref(), folded, "{written}");
        }
    }

    #[test]
    fn text_is_trimmed_and_bounded() {
        assert_eq!(text("note", &"  أهلاً  ".into(), 10).unwrap().reveal(), "أهلاً");
        assert_eq!(text("name", &"\u{202E}arom \u{2068}سارة\u{2069}".into(), 20).unwrap().reveal(), "arom سارة");
        assert!(text("name", &"\u{202E} \u{202C}".into(), 20).is_err(), "nothing is left");
        assert!(text("note", &"   ".into(), 10).is_err());
        assert!(text("note", &"\u{0}".into(), 10).is_err());
        assert!(text("note", &"x".repeat(11).as_str().into(), 10).is_err());
        assert_eq!(maybe_text("note", Some(&"  ".into()), 10).unwrap(), None);
    }
}
