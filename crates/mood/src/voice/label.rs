//! What a corpus's or a site's label says about the sound of a voice.

/// Whether a labelled sound is heated; `None` when the label does not tell.
///
/// Labels are the ones of published corpora and of Wasl's own corrections; letter case does not matter.
/// Fear is left out: it is aroused, but thin and breathy, and a head that learns it knows heated voices less well.
#[must_use]
pub fn heated(label: &str) -> Option<bool> {
    match label.to_lowercase().as_str() {
        "angry" | "anger" | "happy" | "happiness" | "joy" | "high" | "heated" => Some(true),
        "neutral" | "calm" | "sad" | "sadness" | "bored" | "boredom" | "low" => Some(false),
        _ => None,
    }
}

/// Whether a labelled sound is pleasant, told apart among heated ones only: angry against happy.
#[must_use]
pub fn pleasant(label: &str) -> Option<bool> {
    match label.to_lowercase().as_str() {
        "happy" | "happiness" | "joy" => Some(true),
        "angry" | "anger" => Some(false),
        _ => None,
    }
}

/// Whether a sound is everyday speech of no mood in particular, which tells how voices and words differ and no more.
#[must_use]
pub fn ordinary(label: &str) -> bool {
    label.eq_ignore_ascii_case("ordinary")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_tell_is_left_out() {
        for label in ["ordinary", "fear", "disgust", "surprise", "frustrated", "lost", "satisfied", ""] {
            assert_eq!((heated(label), pleasant(label)), (None, None), "{label}");
        }
        assert_eq!((heated("Angry"), pleasant("Angry")), (Some(true), Some(false)));
        assert_eq!((heated("happy"), pleasant("happy")), (Some(true), Some(true)));
        assert_eq!((heated("sad"), pleasant("sad")), (Some(false), None));
    }
}
