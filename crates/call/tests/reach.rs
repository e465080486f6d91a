//! A person is within reach until the very end of a call.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

mod walk;
use walk::check;

check!(
    emergency_words_over_goodbye_go_first_in_line,
    "
    0 arrives ivr
    20 up caller
    30 finishes
    900 heard my_card_was_stolen card_lost
    901 emergency cards
    910 offer 1 noura a
    2000 up a
    3000 ends a hung_up
    3100 ends caller released
"
);
check!(
    a_word_for_a_person_over_goodbye_does_what_key_zero_does,
    "
    0 arrives ivr
    20 up caller
    30 finishes
    900 wants person
    910 offer 1 noura a
    2000 up a
    3000 ends caller hung_up
"
);
check!(
    emergency_words_over_a_promise_after_hours_leave_it_unowed,
    "
    0 arrives ivr
    20 up caller
    30 insists call_when_open
    31 calls back support when office
    900 wants person
    950 key caller 0
    1000 emergency cards
    1010 offer 1 noura a
    2000 up a
    3000 ends caller hung_up
"
);
check!(
    a_caller_who_was_promised_a_call_soon_may_ask_for_a_person_instead,
    "
    0 arrives withheld ivr
    20 up caller
    30 insists call_soon
    31 calls back support 05551234
    900 key caller 0
    910 no one support
    920 wants person
    930 key caller 0
    9000 played caller 3
    9100 ends caller released
"
);
check!(
    whoever_keeps_the_place_and_asks_for_a_person_has_the_place_in_line,
    "
    0 arrives queue support
    20 up caller
    60020 waiting support 3
    61000 key caller 1
    61500 wants person
    61510 offer 1 noura a
    61520 left
    61530 waiting support 2
    61540 offer 2 noura b
    62000 up b
    63000 ends caller hung_up
"
);
check!(
    emergency_words_of_a_caller_for_whom_nobody_is_there_are_asked_for_once,
    "
    0 arrives queue support
    20 up caller
    100 no one support
    900 emergency cards
    910 no one cards
    1500 emergency cards
    9000 played caller 4
    9100 ends caller released
"
);
check!(
    a_caller_who_speaks_as_goodbye_ends_is_heard_out,
    "
    0 arrives ivr
    20 up caller
    30 finishes
    1900 speech
    2000 played caller 1
    3500 heard my_card_was_stolen card_lost
    3500 emergency cards
    3510 offer 1 noura a
    5000 up a
    6000 ends caller hung_up
"
);
check!(
    whoever_only_thanks_as_goodbye_ends_is_let_go_with_the_words,
    "
    0 arrives ivr
    20 up caller
    30 finishes
    1900 speech
    2000 played caller 1
    3500 heard thanks_bye thanks
    3600 later
    3700 ends caller released
"
);
check!(
    a_sound_over_a_promise_that_never_becomes_words_holds_nobody_up,
    "
    0 arrives ivr
    20 up caller
    30 insists call_when_open
    31 calls back support when office
    1900 speech
    2000 played caller 1
    9000 later
    9100 ends caller released
"
);
