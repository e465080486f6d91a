//! Recordings of visits as kiosks, phones and browsers send them, decoded as those of commands are.

use std::time::Duration;

use wasl_console::{SentSound, SoundFiles, Unread};
use wasl_media::{SoundFile, SoundFileError};

/// Decodes what [`SoundFile`] reads.
pub(crate) struct Decoder;

impl SoundFiles for Decoder {
    fn decode(&self, bytes: Vec<u8>, longest: Duration) -> Result<SentSound, Unread> {
        let file = SoundFile::of_bytes(bytes, longest).map_err(|error| unread(&error))?;
        if file.damaged {
            return Err(Unread::Damaged("it was cut off or changed on its way; send it again".to_owned()));
        }
        let SoundFile { channels, lossy, .. } = file;
        let mixed = SoundFile { channels: channels.clone(), lossy, damaged: false }.mono();
        Ok(SentSound { channels, mixed, lossy })
    }
}

fn unread(error: &SoundFileError) -> Unread {
    let why = error.to_string();
    match error {
        SoundFileError::TooLong(_) => Unread::TooLong(why),
        SoundFileError::NotSound(_)
        | SoundFileError::Codec
        | SoundFileError::Rate(_)
        | SoundFileError::Channels(_)
        | SoundFileError::Changes => Unread::Unknown(why),
        SoundFileError::File(_) | SoundFileError::Empty | SoundFileError::Damaged(_) => Unread::Damaged(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUNDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../media/tests/sounds/");
    const MINUTE: Duration = Duration::from_secs(60);

    fn sent(name: &str) -> Vec<u8> {
        std::fs::read(format!("{SOUNDS}{name}")).unwrap()
    }

    #[test]
    fn what_a_browser_records_is_one_microphone() {
        let webm = Decoder.decode(sent("tone.webm"), MINUTE).unwrap();
        assert!(webm.lossy);
        assert_eq!((webm.channels.len(), webm.mixed.len()), (1, 24_000));
        let two = Decoder.decode(sent("tone.opus"), MINUTE).unwrap();
        assert_eq!((two.channels.len(), two.mixed.len()), (2, 24_000));
        let both = |n: usize| (i32::from(two.channels[0][n]) + i32::from(two.channels[1][n])) / 2;
        assert!((0..24_000).all(|n| i32::from(two.mixed[n]) == both(n)));
    }

    #[test]
    fn what_is_not_read_is_told_apart() {
        let refused = |bytes: Vec<u8>, longest| Decoder.decode(bytes, longest).unwrap_err();
        assert!(matches!(refused(b"no sound".to_vec(), MINUTE), Unread::Unknown(_)));
        assert!(matches!(refused(sent("tone.m4a"), Duration::from_secs(1)), Unread::TooLong(_)));
        let mut wav = b"RIFF\x24\x77\x01\0WAVEfmt \x10\0\0\0\x01\0\x01\0\xc0\x5d\0\0\x80\xbb\0\0\x02\0\x10\0".to_vec();
        wav.extend_from_slice(b"data\0\x77\x01\0");
        wav.extend_from_slice(&[7; 40_000]);
        let Unread::Damaged(why) = refused(wav, MINUTE) else { panic!("it was cut off") };
        assert!(why.ends_with("send it again"), "{why}");
    }
}
