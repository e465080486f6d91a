//! Sound from outside as a file: WAV, FLAC, MP3, AAC, Vorbis and Opus, also in Ogg, WebM and MP4; of any rate, brought to
//! 16 kHz while it is read, so that no more than the result is kept of it.

use std::fs::File;
use std::io::{self, Cursor};
use std::path::Path;
use std::time::Duration;

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::packet::Packet;
use thiserror::Error;
use wasl_model::SAMPLE_RATE_HZ;

mod decoder;
mod rate;

use decoder::Decoder;
use rate::ToHouse;

/// Endings of files that are taken for recordings in a folder.
pub const ENDINGS: [&str; 10] = ["wav", "flac", "mp3", "ogg", "oga", "opus", "webm", "m4a", "mp4", "aac"];
/// Rates that sound is recorded at, in Hz.
const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// Most channels.
const MOST_CHANNELS: usize = 8;

/// A recording, channel by channel, at 16 kHz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundFile {
    /// At least one, all of the same length.
    pub channels: Vec<Vec<i16>>,
    /// Its samples may be lossy: it was not written for machines, so its channels tell nothing about who spoke.
    pub lossy: bool,
    /// Parts of it could not be read, or it ends before it said it would (what browsers write while they record says
    /// nothing about its end).
    pub damaged: bool,
}

/// Why a file is no sound that can be read.
#[derive(Debug, Error)]
pub enum SoundFileError {
    /// It cannot be opened or read.
    #[error("it cannot be read")]
    File(#[from] io::Error),
    /// Of no known kind.
    #[error("it is not WAV, FLAC, MP3, AAC, Ogg, WebM or MP4; convert it to 16-bit WAV")]
    NotSound(#[source] Error),
    /// A known kind without sound in it.
    #[error("it holds no sound")]
    Empty,
    /// A known kind that holds what is not known here.
    #[error("its codec is not known here; convert it to 16-bit WAV")]
    Codec,
    /// A rate nobody records at.
    #[error("it has {0} samples a second; convert it to 16 kHz")]
    Rate(u32),
    /// More channels than anybody needs.
    #[error("it has {0} channels; mix them into one or two")]
    Channels(usize),
    /// It becomes another sound on its way.
    #[error("its rate or number of channels changes; convert it to 16-bit WAV")]
    Changes,
    /// More than was asked for.
    #[error("it is longer than {} minutes; send a shorter one", .0.as_secs() / 60)]
    TooLong(Duration),
    /// Not readable from its start or from some place on.
    #[error("it is damaged; take it from its source again")]
    Damaged(#[source] Option<Error>),
}

impl SoundFile {
    /// Reads and decodes a file.
    ///
    /// # Errors
    /// See [`SoundFileError`].
    pub fn read(path: &Path) -> Result<Self, SoundFileError> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        Self::decode(Box::new(File::open(path)?), ending, u64::MAX)
    }

    /// Decodes what was sent, as far as all its channels together last no longer than this: a small file may hold a long sound.
    ///
    /// # Errors
    /// See [`SoundFileError`].
    pub fn of_bytes(bytes: Vec<u8>, longest: Duration) -> Result<Self, SoundFileError> {
        let most = longest.as_secs().saturating_mul(u64::from(SAMPLE_RATE_HZ));
        Self::decode(Box::new(Cursor::new(bytes)), None, most)
    }

    fn decode(source: Box<dyn MediaSource>, ending: Option<&str>, most: u64) -> Result<Self, SoundFileError> {
        let mut hint = Hint::new();
        if let Some(ending) = ending {
            hint.with_extension(ending);
        }
        let stream = MediaSourceStream::new(source, Default::default());
        let probe = symphonia::default::get_probe();
        let mut format =
            probe.probe(&hint, stream, Default::default(), Default::default()).map_err(SoundFileError::NotSound)?;
        let is_mp4 = format.format_info().short_name == "isomp4";
        let track = format.default_track(TrackType::Audio).ok_or(SoundFileError::Empty)?;
        let (track_id, told) = (track.id, told_length(track));
        let parameters = parameters(track).ok_or(SoundFileError::Codec)?;
        let mut decoder = Decoder::new(parameters, is_mp4)?;
        let mut heard = Heard::new(most);
        while let Some(packet) = next_packet(format.as_mut())? {
            if packet.track_id == track_id {
                heard.take(decoder.decode(&packet))?;
            }
        }
        heard.whole(told, decoder.is_lossy())
    }

    /// All channels mixed.
    #[must_use]
    pub fn mono(mut self) -> Vec<i16> {
        if self.channels.len() == 1 {
            return self.channels.remove(0);
        }
        let length = self.channels.iter().map(Vec::len).min().unwrap_or_default();
        let count = i32::try_from(self.channels.len()).unwrap_or(i32::MAX);
        let mean = |n: usize| {
            let sum: i32 = self.channels.iter().map(|channel| i32::from(channel[n])).sum();
            i16::try_from(sum / count).unwrap_or_default()
        };
        (0..length).map(mean).collect()
    }
}

fn parameters(track: &Track) -> Option<&AudioCodecParameters> {
    track.codec_params.as_ref()?.audio()
}

/// How long a file says its sound is.
fn told_length(track: &Track) -> Option<f64> {
    let (base, length) = (track.time_base?, track.duration?);
    base.calc_duration(length).map(|time| time.as_secs_f64())
}

/// The next packet; `None` at the end. A recording that was cut off ends where it was cut.
fn next_packet(format: &mut dyn FormatReader) -> Result<Option<Packet>, SoundFileError> {
    match format.next_packet() {
        Ok(packet) => Ok(packet),
        Err(Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(Error::ResetRequired) => Ok(None),
        Err(Error::IoError(error)) => Err(error.into()),
        Err(error) => Err(SoundFileError::Damaged(Some(error))),
    }
}

/// What was decoded so far.
struct Heard {
    house: Option<ToHouse>,
    /// Most samples that are kept, all channels together.
    most: u64,
    packets: u64,
    damaged: u64,
    why: Option<Error>,
}

impl Heard {
    const fn new(most: u64) -> Self {
        Self { house: None, most, packets: 0, damaged: 0, why: None }
    }

    /// A piece of each channel and its rate; around a damaged packet the rest can still be heard.
    fn take(&mut self, decoded: Result<(Vec<Vec<i16>>, u32), Error>) -> Result<(), SoundFileError> {
        self.packets += 1;
        let (piece, rate_hz) = match decoded {
            Ok(decoded) => decoded,
            Err(error @ Error::DecodeError(_)) => {
                self.damaged += 1;
                self.why = Some(error);
                return Ok(());
            }
            Err(error) => return Err(SoundFileError::Damaged(Some(error))),
        };
        if piece.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let house = match &mut self.house {
            Some(house) if !house.takes(piece.len(), rate_hz) => return Err(SoundFileError::Changes),
            Some(house) => house,
            None if !RATES_HZ.contains(&rate_hz) => return Err(SoundFileError::Rate(rate_hz)),
            None if piece.len() > MOST_CHANNELS => return Err(SoundFileError::Channels(piece.len())),
            None => self.house.insert(ToHouse::new(piece.len(), rate_hz)?),
        };
        house.push(&piece)?;
        if house.samples() > self.most {
            return Err(SoundFileError::TooLong(Duration::from_secs(self.most / u64::from(SAMPLE_RATE_HZ))));
        }
        Ok(())
    }

    fn whole(self, told_s: Option<f64>, lossy: bool) -> Result<SoundFile, SoundFileError> {
        let Some(house) = self.house else {
            return Err(if self.damaged > 0 { SoundFileError::Damaged(self.why) } else { SoundFileError::Empty });
        };
        // A coder's first and last frames are not counted alike by all who write files.
        let is_short = told_s.is_some_and(|told| house.seconds() < told * 0.98 - 0.2);
        // MP3 that was cut out of a longer one begins with frames that cannot be decoded.
        let damaged = is_short || self.damaged * 100 > self.packets;
        Ok(SoundFile { channels: house.finish()?, lossy, damaged })
    }
}
