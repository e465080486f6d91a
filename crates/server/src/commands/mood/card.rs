//! The model card: what heads were fitted on, how, and how right they are.

use std::collections::BTreeMap;
use std::fmt::Write;

use wasl_mood::VoiceHeads;
use wasl_mood::train::{Example, Recipe};
use wasl_mood::voice::heads::Curve;
use wasl_mood::voice::label;

use super::figures::{Figures, percent};

/// What is told.
pub(super) struct Card<'a> {
    pub(super) heads: &'a VoiceHeads,
    pub(super) learned: &'a [&'a Example],
    pub(super) recipe: Recipe,
    pub(super) elsewhere: Curve,
    pub(super) left: &'a [Figures],
    pub(super) held: &'a [Figures],
}

/// The card, in Markdown.
pub(super) fn write(card: &Card<'_>) -> String {
    let mut out = String::new();
    let mut say = |line: &str| writeln!(out, "{line}").expect("a string takes everything");
    say("# Voice heads\n");
    say(
        "Two linear heads on the mean of the second encoder layer of a speech model: calm or heated, and, in a heated voice, unpleasant or pleasant.",
    );
    say("They name no mood; fusion with words and behaviour does.\n");
    say(&format!("- Speech model: `{}`; version {} of the heads.", card.heads.model, card.heads.version));
    say(&format!("- Fitted on: {}.", learned(card.learned)));
    say(&format!(
        "- SHA-256 of the data (checksums of the recordings with speaker and label, in order): `{}`.",
        card.heads.data
    ));
    say(&format!(
        "- Recipe: Fisher's discriminant within speakers, ridge {}, speakers as noise {} times, sexes as noise {} times{}; \
         every sound also cut, in noise and joined, and as people of two other sizes would give it; a logistic curve through speakers left out, both kinds weighing the same.",
        card.recipe.ridge,
        card.recipe.speakers,
        card.recipe.sexes,
        ordinary(card)
    ));
    if card.elsewhere != Curve::SAME {
        let Curve { slope, shift } = card.elsewhere;
        say(&format!(
            "- For other lines than it was fitted on, arousal is then made less sure: its logits times {slope}, plus {shift}."
        ));
    }
    say("- Sound is brought to one level before it is read: loudness says nothing.\n");
    table(&mut out, "Speakers left out, one by one", card.left);
    table(&mut out, "Speakers held out", card.held);
    out
}

fn ordinary(card: &Card<'_>) -> String {
    let some = card.learned.iter().any(|example| label::ordinary(&example.label));
    let share = 100.0 * card.recipe.ordinary;
    if some { format!(", ordinary speech {share:.0} % of arousal's noise") } else { String::new() }
}

fn learned(examples: &[&Example]) -> String {
    let mut corpora: BTreeMap<&str, (Vec<&str>, BTreeMap<&str, usize>)> = BTreeMap::new();
    for example in examples {
        let (speakers, labels) = corpora.entry(&example.corpus).or_default();
        speakers.push(&example.speaker);
        *labels.entry(&example.label).or_default() += 1;
    }
    let told = corpora.into_iter().map(|(corpus, (mut speakers, labels))| {
        speakers.sort_unstable();
        speakers.dedup();
        let labels: Vec<String> = labels.iter().map(|(label, count)| format!("{count} {label}")).collect();
        let corpus = if corpus.is_empty() { "one corpus" } else { corpus };
        format!("{corpus} ({} speakers: {})", speakers.len(), labels.join(", "))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn table(out: &mut String, title: &str, figures: &[Figures]) {
    if figures.is_empty() {
        return;
    }
    let mut say = |line: &str| writeln!(out, "{line}").expect("a string takes everything");
    say(&format!("## {title}\n"));
    say("In percent, with 95 % intervals over speakers.\n");
    say("| head | on | sounds | speakers | AUC | UAR | ECE |");
    say("|---|---|---|---|---|---|---|");
    for f in figures {
        say(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            f.question,
            f.on,
            f.sounds,
            f.speakers,
            percent(f.auc),
            percent(f.uar),
            percent(f.ece)
        ));
    }
    say("");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_tells_data_recipe_and_figures() {
        let heads = VoiceHeads { data: "abc123".to_owned(), ..VoiceHeads::shipped() };
        let example = |label: &str, speaker: &str| Example {
            speaker: speaker.to_owned(),
            corpus: "emodb".to_owned(),
            label: label.to_owned(),
            woman: None,
            views: Vec::new(),
            sizes: Vec::new(),
        };
        let examples = [example("angry", "03"), example("neutral", "03"), example("angry", "08")];
        let learned: Vec<&Example> = examples.iter().collect();
        let elsewhere = Curve { slope: 0.5, shift: 1.0 };
        let recipe = Recipe::default();
        let card = write(&Card { heads: &heads, learned: &learned, recipe, elsewhere, left: &[], held: &[] });
        assert!(card.contains("logits times 0.5, plus 1."), "{card}");
        assert!(card.contains("emodb (2 speakers: 2 angry, 1 neutral)"), "{card}");
        assert!(card.contains("`abc123`") && card.contains("ridge 5") && !card.contains("held out"), "{card}");
    }
}
