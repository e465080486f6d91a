//! A question: what is asked, what the answer means, and what happens when there is none.

use wasl_model::{HandoverCause, IntentGuess, IntentId, PromptId, Timestamp, Utterance};

use super::hear::Spoken;
use super::{Desk, digits};
use crate::flow::rules::SILENCES;
use crate::flow::{Ask, Choice, Piece};

/// Keys that answer a confirming question.
const YES_KEY: char = '1';
const NO_KEY: char = '2';

/// What an intent guess is worth here.
enum Worth {
    Taken,
    ToConfirm,
    Nothing,
}

impl Desk {
    pub(super) fn ask(&mut self, now: Timestamp, ask: &Ask) {
        if !self.answer_early(now) {
            self.say(now, &ask.prompts);
        }
    }

    pub(super) fn key_in_ask(&mut self, now: Timestamp, ask: &Ask, key: char) {
        self.hush();
        match (self.confirming.take(), key) {
            (Some(guess), YES_KEY) => self.take_intent(now, ask, guess),
            (Some(guess), NO_KEY) => self.denied(now, &guess),
            (_, _) => match ask.choices.iter().find(|choice| choice.key == Some(key)) {
                Some(choice) => self.choose(now, choice),
                None => self.not_understood(now, ask),
            },
        }
    }

    /// The question once more.
    pub(super) fn ask_again(&mut self, now: Timestamp) {
        if let Some(ask) = self.here().ask().cloned() {
            self.say(now, &ask.prompts);
        }
    }

    pub(super) fn hear_in_ask(&mut self, now: Timestamp, ask: &Ask, utterance: &Utterance, guess: IntentGuess) {
        self.hush();
        self.wait = None;
        let spoken = &Spoken::new(utterance, self.flow().spec().confidence.phrase);
        if let Some(asked) = ask.digits()
            && let Some(number) = digits::heard(utterance, asked)
        {
            return self.told(now, asked, number);
        }
        if let Some(waiting) = self.confirming.take() {
            return self.hear_confirmation(now, ask, spoken, waiting, guess);
        }
        self.hear_answer(now, ask, spoken, guess);
    }

    fn hear_confirmation(
        &mut self,
        now: Timestamp,
        ask: &Ask,
        spoken: &Spoken,
        waiting: IntentGuess,
        guess: IntentGuess,
    ) {
        let spec = self.flow().spec();
        match (spoken.is_mostly(&spec.yes), spoken.is_mostly(&spec.no)) {
            (Some(_), None) => self.take_intent(now, ask, waiting),
            (None, Some(_)) => self.denied(now, &waiting),
            (Some(_), Some(_)) | (None, None) => self.hear_answer(now, ask, spoken, guess),
        }
    }

    /// A word of the menu said alone, then a sure intent, then a word of the menu among few others, then a fair guess.
    fn hear_answer(&mut self, now: Timestamp, ask: &Ask, spoken: &Spoken, guess: IntentGuess) {
        if let Some(choice) = best_choice(ask, |choice| spoken.is(&choice.words)) {
            return self.choose(now, choice);
        }
        let guess = with_best(guess);
        match (self.worth(ask, &guess), best_choice(ask, |choice| spoken.is_mostly(&choice.words))) {
            (Worth::Taken, _) => self.take_intent(now, ask, guess),
            (_, Some(choice)) => self.choose(now, choice),
            (Worth::ToConfirm, None) => self.confirm(guess),
            (Worth::Nothing, None) => self.not_understood(now, ask),
        }
    }

    fn worth(&self, ask: &Ask, guess: &IntentGuess) -> Worth {
        let rule = &self.flow().spec().confidence;
        match &guess.intent {
            Some(intent) if ask.next_of(intent).is_none() || self.site.intents.get(intent).is_none() => Worth::Nothing,
            Some(_) if guess.confidence >= rule.accept => Worth::Taken,
            Some(_) if guess.confidence >= rule.confirm && !self.counts.clarified => Worth::ToConfirm,
            Some(_) | None => Worth::Nothing,
        }
    }

    fn choose(&mut self, now: Timestamp, choice: &Choice) {
        // What a word of the menu sounds like as a sentence is no wish.
        self.last_guess = None;
        if let Some(intent) = &choice.intent {
            self.understood = Some(chosen(intent));
        }
        self.move_on(now, choice.next.clone());
    }

    fn take_intent(&mut self, now: Timestamp, ask: &Ask, guess: IntentGuess) {
        match guess.intent.as_ref().and_then(|intent| ask.next_of(intent)).cloned() {
            Some(next) => {
                self.understood = Some(guess);
                self.move_on(now, next);
            }
            None => self.not_understood(now, ask),
        }
    }

    fn confirm(&mut self, guess: IntentGuess) {
        let question = self.confirm_question(&guess);
        self.confirming = Some(guess);
        self.counts.clarified = true;
        self.say_prompts(question);
    }

    fn confirm_question(&self, guess: &IntentGuess) -> Vec<PromptId> {
        let spec = guess.intent.as_ref().and_then(|intent| self.site.intents.get(intent));
        spec.map(|spec| spec.confirm.clone()).into_iter().collect()
    }

    /// It was something else, and that is all the machine asks: whoever answers need not undo the wrong guess.
    fn denied(&mut self, now: Timestamp, wrong: &IntentGuess) {
        self.last_guess.take_if(|guess| guess.intent == wrong.intent);
        self.counts.not_understood += 1;
        self.hand_over(now, HandoverCause::NotUnderstood, None);
    }

    pub(super) fn not_understood(&mut self, now: Timestamp, ask: &Ask) {
        self.wait = None;
        self.typed.clear();
        self.early.forget();
        self.counts.not_understood += 1;
        if std::mem::replace(&mut self.counts.clarified, true) {
            return self.hand_over(now, HandoverCause::NotUnderstood, None);
        }
        match &ask.unknown {
            Some(next) => self.enter(now, next.clone()),
            None => self.say(now, first_given(&ask.unknown_prompts, &ask.prompts)),
        }
    }

    pub(super) fn silent(&mut self, now: Timestamp, ask: &Ask) {
        self.counts.silences += 1;
        if self.counts.silences >= SILENCES {
            return self.hand_over(now, HandoverCause::Silence, None);
        }
        if let Some(guess) = &self.confirming {
            return self.say_prompts(self.confirm_question(guess));
        }
        match &ask.silence {
            Some(next) => self.enter(now, next.clone()),
            None => self.say(now, first_given(&ask.silence_prompts, &ask.prompts)),
        }
    }
}

/// The choice whose word is longest, unless two different ones are equally long.
fn best_choice(ask: &Ask, length: impl Fn(&Choice) -> Option<usize>) -> Option<&Choice> {
    let found: Vec<(usize, &Choice)> =
        ask.choices.iter().filter_map(|choice| Some((length(choice)?, choice))).collect();
    let longest = found.iter().map(|&(length, _)| length).max()?;
    let mut best = found.into_iter().filter(|&(length, _)| length == longest).map(|(_, choice)| choice);
    let first = best.next()?;
    best.all(|other| other.next == first.next && other.intent == first.intent).then_some(first)
}

/// A guess that names nothing, as a guess of its best candidate: it may still be worth a question.
fn with_best(guess: IntentGuess) -> IntentGuess {
    match (guess.intent.is_none(), guess.alternatives.first().cloned()) {
        (true, Some(best)) => IntentGuess { intent: Some(best.intent), confidence: best.confidence, ..guess },
        _ => guess,
    }
}

/// Chosen from the menu: nothing to doubt.
fn chosen(intent: &IntentId) -> IntentGuess {
    IntentGuess { intent: Some(intent.clone()), confidence: 1.0, alternatives: Vec::new() }
}

const fn first_given<'a>(given: &'a [Piece], otherwise: &'a [Piece]) -> &'a [Piece] {
    if given.is_empty() { otherwise } else { given }
}
