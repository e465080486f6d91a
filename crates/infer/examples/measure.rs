//! Measures reading and phrase judging over many files: `measure MODEL [PHRASE_STEPS [BEAM]] < LIST > RESULTS`.
//!
//! A line of LIST is `wav (16 kHz mono), ar|en|auto, ar|en, phrase|phrase|...` with tabs between (`#`: a string of digits); a line of RESULTS is
//! the wav, language and its confidence, confidence, no-speech probability, cpu ms, audio ms, matched phrase or `-`,
//! its confidence, text.
#![allow(clippy::print_stdout, reason = "the results are its output")]

use std::error::Error;
use std::io::BufRead;
use std::time::Duration;

use wasl_infer::{Engine, EngineConfig, Expected, Infer, Request};
use wasl_model::Language;

fn main() -> Result<(), Box<dyn Error>> {
    let model = std::env::args().nth(1).ok_or("usage: measure MODEL < LIST")?;
    let config = EngineConfig { threads: 1, ..EngineConfig::new(model) };
    let phrase_steps = std::env::args().nth(2).map_or(Ok(config.phrase_steps), |steps| steps.parse())?;
    let beam = std::env::args().nth(3).map_or(Ok(config.beam), |beam| beam.parse())?;
    let engine = Engine::load(&EngineConfig { phrase_steps, beam, ..config })?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        println!("{}", measure(&engine, &line.split('\t').collect::<Vec<_>>())?);
    }
    Ok(())
}

fn measure(engine: &Engine, fields: &[&str]) -> Result<String, Box<dyn Error>> {
    let [wav, language, phrases_in, phrases] = fields else { return Err("four fields are needed".into()) };
    let samples = hound::WavReader::open(wav)?.samples::<i16>().collect::<Result<Vec<_>, _>>()?;
    let named: Vec<String> =
        phrases.split('|').filter(|phrase| !phrase.is_empty() && *phrase != "#").map(str::to_owned).collect();
    let expected = Expected {
        digits: phrases.contains('#'),
        ..Expected::phrases(Language::from_code(phrases_in).unwrap_or_default(), named)
    };
    let request = Request {
        language: Language::from_code(language),
        expected: Some(expected),
        deadline: Duration::from_secs(600),
        ..Request::new(samples)
    };
    let heard = engine.submit(request).wait()?;
    let (phrase, sure) = heard.matched.as_ref().map_or(("-", 0.0), |m| (m.phrase.as_str(), m.confidence));
    Ok(format!(
        "{wav}\t{}\t{:.3}\t{:.3}\t{:.3}\t{}\t{}\t{phrase}\t{sure:.3}\t{}",
        heard.language,
        heard.language_confidence,
        heard.confidence,
        heard.no_speech_prob,
        heard.cpu_ms,
        heard.audio_ms,
        heard.text.reveal()
    ))
}
