//! How long a sentence takes: `cargo run --release -p wasl-infer --example embed -- models/e5-small-q4.bin < sentences`,
//! or with `models/all-mpnet-base-v2.zip` or `models/universal-sentence-encoder-multilingual-3.zip`.
#![allow(clippy::print_stdout, reason = "the figures are its product")]

use std::io::BufRead;
use std::time::Instant;

use wasl_infer::{Embedder, EnglishEmbedder, UniversalEmbedder};

type Embed = Box<dyn FnMut(&str) -> Vec<f32>>;

/// Readings of every sentence.
const TIMES: u32 = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: embed MODEL < sentences")?;
    let begun = Instant::now();
    let mut embed: Embed = if path.contains("universal") {
        let mut universal = UniversalEmbedder::load(path.as_ref())?;
        Box::new(move |text| universal.embed(text))
    } else if path.ends_with(".zip") {
        let mut english = EnglishEmbedder::load(path.as_ref())?;
        Box::new(move |text| english.embed(text))
    } else {
        let mut all = Embedder::load(path.as_ref())?;
        Box::new(move |text| all.embed(text))
    };
    println!("loaded in {:.0?}", begun.elapsed());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let begun = Instant::now();
        for _ in 0..TIMES {
            embed(&line);
        }
        println!("{:>6.1?}  {} characters", begun.elapsed() / TIMES, line.chars().count());
    }
    Ok(())
}
