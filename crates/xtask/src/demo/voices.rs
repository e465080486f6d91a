//! What callers and agents say. No recording is committed: human ones come from a Debian package, others from espeak-ng.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::steps::{command, run, target_dir};

/// What one person says, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    /// WAV files, said in turn.
    pub(crate) files: Vec<PathBuf>,
    /// What is said.
    pub(crate) words: String,
    /// A person recorded it.
    pub(crate) human: bool,
}

/// The demo's voices.
#[derive(Debug)]
pub(crate) struct Voices {
    /// Arabic, angry: this is not acceptable, I want the manager.
    pub(crate) angry: Voice,
    /// English, lost.
    pub(crate) lost: Voice,
    /// Arabic, calm: the app does not open.
    pub(crate) calm: Voice,
    /// An agent in Arabic, who promises the money back.
    pub(crate) agent_ar: Voice,
    /// An agent in English, who promises the same.
    pub(crate) agent_en: Voice,
}

/// Debian's asterisk-core-sounds-en-wav, CC BY-SA 3.0, spoken by Allison Smith.
const HUMAN: &str = "/usr/share/asterisk/sounds/en_US_f_Allison";

impl Voices {
    /// Makes what is synthetic, finds what is recorded.
    ///
    /// # Errors
    /// When espeak-ng cannot speak.
    pub(crate) fn prepare() -> Result<Self> {
        let folder = target_dir().join("demo/voices");
        std::fs::create_dir_all(&folder)?;
        let speak = |name: &str, language, turns: &[&'static str]| synthetic(&folder, name, language, turns);
        let lost = "I'm sorry, I did not understand your response.";
        let kind = "I am so sorry about that. We will refund the whole amount tomorrow. Thank you for your patience.";
        Ok(Self {
            angry: speak("angry", "ar", &["هذا غير مقبول", "هذي ثالث مرة أتصل ومحد يرد علي"])?,
            calm: speak("calm", "ar", &["التطبيق ما يفتح", "نعم"])?,
            agent_ar: speak("agent-ar", "ar", &["أهلا بك، معك خدمة العملاء، أعتذر منك. أبشر، سنعيد لك المبلغ غدا"])?,
            // One misunderstanding is a sign, the second makes a caller lost.
            lost: human(&["vm-sorry", "vm-sorry"], lost).map_or_else(|| speak("lost", "en-us", &[lost, lost]), Ok)?,
            agent_en: speak("agent-en", "en-us", &[kind])?,
        })
    }
}

fn human(names: &[&str], words: &'static str) -> Option<Voice> {
    let files: Vec<PathBuf> = names.iter().map(|name| Path::new(HUMAN).join(format!("{name}.wav"))).collect();
    files.iter().all(|file| file.is_file()).then(|| Voice { files, words: words.to_owned(), human: true })
}

fn synthetic(folder: &Path, name: &str, language: &str, turns: &[&'static str]) -> Result<Voice> {
    let speak = |(turn, words): (usize, &&str)| {
        let file = folder.join(format!("{name}-{}.wav", turn + 1));
        let mut espeak = command("espeak-ng", &["-v", language, "-s", "140", "-w"]);
        espeak.arg(&file).arg(words);
        run(espeak).map(|()| file)
    };
    let files = turns.iter().enumerate().map(speak).collect::<Result<_>>()?;
    Ok(Voice { files, words: turns.join(" … "), human: false })
}
