//! Trains and measures on two tables: `intent_table TRAIN.csv EVALUATE.csv [SHOTS SEED]`.
//! What `wasl intent --train … --evaluate …` does, without building the whole house, and without vectors of sentences.

use std::time::{Duration, Instant};

use wasl_dialogue::intent::{read_csv, train_and_evaluate};

#[allow(clippy::print_stdout, reason = "the numbers are what this program is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [train, evaluate, rest @ ..] = arguments.as_slice() else { return Err("two tables are needed".into()) };
    let (train, evaluate) = (read_csv(&std::fs::read(train)?)?, read_csv(&std::fs::read(evaluate)?)?);
    let shots = rest.first().map(|shots| shots.parse()).transpose()?;
    let seed = rest.get(1).map_or(Ok(1), |seed| seed.parse())?;
    let start = Instant::now();
    // Wall time stands in for CPU time: this program does nothing else.
    let found = train_and_evaluate(&train, &evaluate, shots, seed, None, || start.elapsed())?;
    println!("{}", serde_json::to_string(&found)?);
    println!("took {:?}", Duration::from_millis(u64::try_from(start.elapsed().as_millis())?));
    Ok(())
}
