//! Notices: what was cut off was not heard, and the timeline says so.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

mod walk;
use walk::check;

check!(
    a_notice_heard_to_its_end_is_told_as_whole,
    "
    0 arrives ivr
    20 up caller
    30 insists recording_notice
    8000 played caller 1
    9000 ends caller hung_up
"
);
check!(
    a_notice_that_the_desk_stops_was_not_heard,
    "
    0 arrives ivr
    20 up caller
    30 insists recording_notice
    500 key caller 2
    501 hushes
    502 insists recording_notice
    700 hands over support
    900 ends caller hung_up
"
);
check!(
    a_notice_replaced_by_other_words_was_not_heard,
    "
    0 arrives ivr
    20 up caller
    30 insists recording_notice
    500 says ask_help
    900 ends caller hung_up
"
);
check!(
    a_notice_over_which_the_caller_hangs_up_was_not_heard,
    "
    0 arrives ivr
    20 up caller
    30 insists recording_notice
    500 ends caller hung_up
"
);
check!(
    a_notice_that_could_not_be_played_was_not_heard_and_the_flow_goes_on,
    "
    0 arrives ivr
    20 up caller
    30 insists recording_notice
    31 unplayable caller 1
    32 insists recording_notice
    99999 later
    99999 ends caller hung_up
"
);
