//! Calls written as text: what the caller does, and what the desk must do.

use std::time::Duration;

use wasl_model::{DeskAction, DeskInput, IntentGuess, IntentScore, Language, Mood, PhraseMatch};

use crate::caller::{Caller, site, utterance};

/// Plays a script on the shipped flow; the desk's story must be `expected`, blank space aside.
pub(crate) fn check(script: &str, expected: &str) {
    let mut caller = Caller::new(site());
    script.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| act(&mut caller, line));
    let wanted: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(caller.story, wanted, "\nplayed:{script}");
}

fn act(caller: &mut Caller, line: &str) {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    match verb {
        "connected" => caller.input(DeskInput::Connected),
        "played" => caller.input(DeskInput::SaidAll),
        "speaks" => caller.input(DeskInput::SpeechStarted),
        "coughs" => caller.input(DeskInput::HeardNothing { lasted: Duration::from_millis(300) }),
        "unread" => caller.input(DeskInput::HeardLater),
        "says" => caller.say(rest, None),
        "matched" => caller.say("", Some(PhraseMatch { phrase: rest.to_owned(), confidence: 0.9 })),
        "guessed" => guessed(caller, rest),
        "key" => caller.key(rest.chars().next().unwrap()),
        "language" => caller.input(DeskInput::Language(Language::from_code(rest).unwrap())),
        "feels" => {
            let (mood, confidence) = rest.split_once(' ').unwrap();
            let mood = Mood::ALL.into_iter().find(|known| known.name() == mood).unwrap();
            caller.feel(mood, confidence.parse().unwrap());
        }
        "waits" => caller.wait(Duration::from_secs(rest.parse().unwrap())),
        other => panic!("no such verb: {other}"),
    }
}

/// `guessed loan 0.5 some words`: words with a guess given by hand.
fn guessed(caller: &mut Caller, rest: &str) {
    let [intent, confidence, text] = rest.splitn(3, ' ').collect::<Vec<_>>().try_into().unwrap();
    let confidence = confidence.parse().unwrap();
    let best = IntentScore { intent: intent.into(), confidence };
    let guess = IntentGuess { intent: Some(intent.into()), confidence, alternatives: vec![best] };
    caller.input(DeskInput::SpeechStarted);
    caller.hear(text, None, guess);
}

/// Until the first question, in Arabic.
const GREETED: &str = "connected\nplayed\nplayed\nplayed\nplayed\n";
const GREETING: &str = "
    entered welcome
    say ar greeting
    say en greeting
    entered notice
    say ar recording_notice voice_notice
    entered help
    say ar ask_help
";

fn check_greeted(script: &str, expected: &str) {
    check(&format!("{GREETED}{script}"), &format!("{GREETING}{expected}"));
}

#[test]
fn an_arabic_caller_who_lost_a_card_reaches_the_card_people() {
    check_greeted(
        "says السلام عليكم بطاقتي ضاعت",
        "entered person
         say ar connecting
         handover Flow cards ar lost_card",
    );
}

#[test]
fn an_english_caller_chooses_the_language_by_key_and_is_answered() {
    check(
        "connected
         key 2
         played
         played
         says what time does the branch open
         played
         played
         says yes thank you
         played",
        "entered welcome
         say ar greeting
         hush
         chose en
         entered notice
         say en recording_notice voice_notice
         entered help
         say en ask_help
         entered answer
         answered answer_branch_hours
         say en answer_branch_hours
         entered helped
         say en ask_helped
         entered bye
         say en glad_to_help
         finish",
    );
}

#[test]
fn a_caller_whom_the_answer_did_not_help_reaches_a_person_of_that_intent() {
    check_greeted(
        "says نسيت الرقم السري
         played
         played
         says لا",
        "entered answer
         answered answer_pin_reset
         say ar answer_pin_reset
         entered helped
         say ar ask_helped
         entered person
         say ar connecting
         handover Flow cards ar pin_reset",
    );
}

#[test]
fn speech_over_the_question_stops_it_and_speech_over_the_notice_does_not_but_is_kept() {
    check(
        "connected
         played
         played
         says التطبيق ما يفتح
         played",
        "entered welcome
         say ar greeting
         say en greeting
         entered notice
         say ar recording_notice voice_notice
         entered help
         entered person
         say ar connecting
         handover Flow support ar technical_app",
    );
    check(
        "connected
         played
         played
         played
         speaks",
        "entered welcome
         say ar greeting
         say en greeting
         entered notice
         say ar recording_notice voice_notice
         entered help
         say ar ask_help
         hush",
    );
}

#[test]
fn speech_over_the_greeting_goes_on_to_what_must_be_heard_whole() {
    check(
        "connected
         speaks
         played",
        "entered welcome
         say ar greeting
         hush
         entered notice
         say ar recording_notice voice_notice
         entered help
         say ar ask_help",
    );
}

#[test]
fn a_fair_guess_is_confirmed_by_word_or_key() {
    for yes in ["says ايوه", "says نعم لو سمحت", "key 1", "matched نعم"] {
        check_greeted(
            &format!("guessed loan 0.55 كلام غير واضح\nplayed\n{yes}"),
            "say ar confirm_loan
             entered person
             say ar connecting
             handover Flow sales ar loan",
        );
    }
    for no in ["says لا", "key 2"] {
        check_greeted(
            &format!("guessed loan 0.55 كلام غير واضح\nplayed\n{no}"),
            "say ar confirm_loan
             say ar sorry_not_understood
             handover NotUnderstood support ar -",
        );
    }
}

#[test]
fn one_clarifying_question_at_most_of_whichever_kind() {
    // Something else that is unclear after "did you mean …?", and an unclear wish after "I did not understand".
    for (script, asked) in [
        ("guessed loan 0.55 كلام غير واضح\nplayed\nguessed refund 0.55 كلام آخر", "confirm_loan"),
        ("guessed loan 0.55 كلام غير واضح\nplayed\nkey 9", "confirm_loan"),
        ("guessed loan 0.1 بلا بلا بلا\nplayed\nguessed refund 0.55 كلام آخر", "ask_help_clarify"),
    ] {
        let mut caller = Caller::new(site());
        format!("{GREETED}{script}").lines().for_each(|line| act(&mut caller, line.trim()));
        let told = caller.story.join("\n");
        assert!(told.contains(asked), "{told}");
        assert_eq!(told.matches("confirm_").count() + told.matches("clarify").count(), 1, "{told}");
        assert!(told.contains("handover NotUnderstood"), "{told}");
    }
}

#[test]
fn a_caller_who_says_another_thing_instead_of_yes_is_understood() {
    check_greeted(
        "guessed loan 0.55 كلام غير واضح
         played
         says الحوالة ما وصلت",
        "say ar confirm_loan
         entered person
         say ar connecting
         handover Flow support ar transfer_problem",
    );
}

#[test]
fn one_clarifying_question_and_then_a_person() {
    check_greeted(
        "guessed loan 0.1 بلا بلا بلا
         played
         guessed loan 0.2 بلا بلا بلا",
        "say ar ask_help_clarify
         say ar sorry_not_understood
         handover NotUnderstood support ar loan",
    );
}

#[test]
fn two_silences_and_then_a_person() {
    check_greeted(
        "played
         waits 6
         played
         waits 6",
        "say ar ask_help_again
         say ar sorry_silence
         handover Silence support ar -",
    );
}

#[test]
fn a_sound_that_never_becomes_words_counts_as_a_silence() {
    check_greeted(
        "played
         speaks
         waits 14
         waits 1
         played
         waits 7",
        "say ar ask_help_again
         say ar sorry_silence
         handover Silence support ar -",
    );
}

#[test]
fn after_a_cough_the_caller_has_as_long_as_after_silence() {
    check_greeted("played\nspeaks\ncoughs\nwaits 5", "");
    check_greeted("played\nspeaks\ncoughs\nwaits 6", "say ar ask_help_again");
    check_greeted("played\ncoughs\nwaits 6", "say ar ask_help_again");
}

#[test]
fn words_that_cannot_be_read_in_time_are_not_waited_for() {
    check_greeted(
        "played
         speaks
         unread
         played
         speaks
         unread",
        "say ar ask_help_clarify
         say ar sorry_not_understood
         handover NotUnderstood support ar -",
    );
}

#[test]
fn an_angry_caller_is_not_kept_by_the_machine() {
    check_greeted(
        "feels angry 0.3
         feels satisfied 0.99
         feels angry 0.8
         feels angry 0.9
         says نعم",
        "say ar sorry_mood
         handover Mood complaints ar -",
    );
    check_greeted(
        "guessed loan 0.5 كلام
         feels lost 0.7",
        "say ar confirm_loan
         hush
         say ar sorry_mood
         handover Mood complaints ar loan",
    );
}

#[test]
fn emergency_words_anywhere_in_a_sentence_bring_a_person_at_once() {
    check_greeted("says ساعدوني انسرقت بطاقتي الحين", "say ar emergency\nhandover Emergency cards ar fraud");
    check_greeted("guessed loan 0.1 في حريق عندنا في الفرع", "say ar emergency\nhandover Emergency support ar loan");
    let mut caller = Caller::new(site());
    ["connected", "language en", "played", "says please there is a fire"]
        .iter()
        .for_each(|line| act(&mut caller, line));
    assert_eq!(
        caller.story.last().unwrap().split(' ').take(3).collect::<Vec<_>>(),
        ["handover", "Emergency", "support"]
    );
}

#[test]
fn a_menu_key_says_what_is_wanted() {
    check_greeted(
        "key 4",
        "entered person
         say ar connecting
         handover Flow complaints ar complaint",
    );
    check_greeted(
        "key 9
         key 3",
        "say ar ask_help_clarify
         hush
         entered cards
         say ar connecting
         handover Flow cards ar -",
    );
}

#[test]
fn the_recognised_language_is_spoken_from_then_on() {
    check(
        "connected
         played
         language en
         played
         played
         says I lost my card",
        "entered welcome
         say ar greeting
         say en greeting
         entered notice
         say en recording_notice voice_notice
         entered help
         say en ask_help
         hush
         entered person
         say en connecting
         handover Flow cards en lost_card",
    );
}

#[test]
fn a_caller_who_says_much_without_being_understood_is_not_kept_beyond_the_turns() {
    check_greeted(
        "key 1
         key 2
         key 1
         key 2
         key 1
         key 2
         key 1
         key 2
         key 1",
        "chose ar
         say ar ask_help
         hush
         chose en
         say en ask_help
         hush
         chose ar
         say ar ask_help
         hush
         chose en
         say en ask_help
         hush
         chose ar
         say ar ask_help
         hush
         chose en
         say en ask_help
         hush
         chose ar
         say ar ask_help
         hush
         chose en
         say en ask_help
         hush
         say en sorry_limit
         handover Limit support en -",
    );
}

#[test]
fn the_machine_keeps_nobody_beyond_its_time() {
    check(
        "connected
         waits 149
         waits 1",
        "entered welcome
         say ar greeting
         hush
         say ar sorry_limit
         handover Limit support ar -",
    );
}

#[test]
fn nothing_happens_before_the_caller_is_connected_or_after_the_end() {
    check("played\nspeaks\nkey 0\nsays موظف", "");
    check_greeted(
        "key 0\nkey 0\nplayed\nwaits 600\nconnected",
        "entered person\nsay ar connecting\nhandover Asked support ar -",
    );
}

#[test]
fn someone_who_asks_for_a_person_and_says_why_reaches_the_right_one() {
    check_greeted(
        "guessed lost_card 0.9 ضاعت بطاقتي أبغى أكلم موظف",
        "entered person
         say ar connecting
         handover Asked cards ar lost_card",
    );
}

/// Key 0, and each word for a person, in each language, from every state of the shipped flow, prompts playing or not.
#[test]
fn a_person_is_reached_from_every_state_by_key_and_by_every_word() {
    let ways: [(&str, &str); 7] = [
        ("welcome", "connected"),
        ("welcome", "connected\nplayed"),
        ("notice", "connected\nplayed\nplayed"),
        ("help", "connected\nplayed\nplayed\nplayed\nplayed"),
        ("answer", "connected\nplayed\nplayed\nplayed\nguessed branch_hours 0.9 متى"),
        ("helped", "connected\nplayed\nplayed\nplayed\nguessed branch_hours 0.9 متى\nplayed\nplayed"),
        ("bye", "connected\nplayed\nplayed\nplayed\nguessed branch_hours 0.9 متى\nplayed\nplayed\nkey 1"),
    ];
    let escape = &site().default_flow().spec().escape.words.clone();
    for (state, way) in ways {
        let words = escape.all().flat_map(|word| [format!("says {word}"), format!("matched {word}")]);
        let keys = ["key 0".to_owned(), "says please get me an agent NOW".to_owned(), "says وصلني بالموظف".to_owned()];
        for asks in words.chain(keys) {
            let mut caller = Caller::new(site());
            way.lines().for_each(|line| act(&mut caller, line));
            assert_eq!(caller.desk.state(), Some(state));
            act(&mut caller, &asks);
            let last = caller.done.last().unwrap();
            let DeskAction::Handover(handover) = last else { panic!("{state}, {asks}: {last:?}") };
            assert_eq!(format!("{:?}", handover.cause), "Asked", "{state}, {asks}");
        }
    }
}

#[test]
fn what_is_expected_changes_with_the_language_and_is_told_only_when_it_changes() {
    let mut caller = Caller::new(site());
    caller.input(DeskInput::Connected);
    caller.input(DeskInput::Language(Language::En));
    caller.input(DeskInput::Language(Language::En));
    let expected = caller.done.iter().filter_map(|action| match action {
        DeskAction::Expect { phrases, .. } => Some(phrases.iter().any(|phrase| phrase == "I lost my card")),
        DeskAction::Say(_) | DeskAction::Hush | DeskAction::Entered { .. } | DeskAction::Answered { .. } => None,
        DeskAction::Told { .. }
        | DeskAction::PersonWanted { .. }
        | DeskAction::ChoseLanguage { .. }
        | DeskAction::Handover(_)
        | DeskAction::Callback(_)
        | DeskAction::Finish => None,
    });
    assert_eq!(expected.collect::<Vec<_>>(), [false, true]);
}

#[test]
fn an_emergency_is_known_by_its_words_after_the_desks_last_word_too() {
    let stolen = utterance("my card was stolen just now", Language::En, None);
    assert_eq!(site().emergency(Some("office"), &stolen), Some("cards".into()));
    assert_eq!(site().emergency(None, &stolen), Some("cards".into()));
    assert_eq!(site().emergency(None, &utterance("I am still waiting", Language::En, None)), None);
}
