//! The main walks of a call, as scripts and the orders they lead to.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

mod walk;
use walk::check;

check!(
    an_angry_caller_is_greeted_heard_handed_over_answered_and_thanked,
    "
    0 arrives ivr
    20 up caller
    30 says greeting
    900 speech
    1500 heard ثالث_مرة card_lost
    1600 angry
    1700 hands over complaints
    1710 offer 1 noura a
    4000 up a
    60000 ends a hung_up
    60100 ends caller released
"
);
check!(
    a_language_chosen_by_key_is_the_calls,
    "
    0 arrives ivr
    20 up caller
    30 chooses english
    40 ends caller hung_up
"
);
check!(
    a_waiting_caller_who_presses_one_keeps_the_place_and_is_owed_one_callback_in_the_language_chosen,
    "
    0 arrives ivr
    20 up caller
    30 chooses english
    1700 hands over support in english
    1710 waiting support 3
    4000 key caller 1
    5000 played caller 1
    8000 played caller 2
    60000 waiting support 3
    61000 played caller 4
    61700 waiting support 3
    63000 key caller 1
    63010 offer 1 noura a
    63020 left
    63030 key caller 1
    68000 played caller 7
    68100 ends caller released
"
);
check!(
    a_caller_who_hangs_up_over_the_words_that_keep_the_place_is_owed_it,
    "
    0 arrives queue support
    20 up caller
    60020 waiting support 3
    61000 key caller 1
    61100 ends caller hung_up
"
);
check!(
    a_redialler_who_keeps_the_place_keeps_the_earlier_one,
    "
    0 arrives queue support
    20 up caller
    25 place kept
    40000 waiting support 3
    41000 key caller 1
    41100 ends caller hung_up
"
);
check!(
    a_caller_whose_number_is_withheld_is_offered_no_callback,
    "
    0 arrives withheld queue support
    20 up caller
    90000 waiting support 3
    91000 key caller 1
    92000 ends caller hung_up
"
);
check!(
    no_place_is_kept_while_an_agents_phone_rings,
    "
    0 arrives queue support
    20 up caller
    60020 waiting support 3
    61000 offer 1 noura a
    61500 key caller 1
    62000 up a
    63000 ends a hung_up
    63100 ends caller released
"
);
check!(
    emergency_words_of_a_waiting_caller_go_first_in_line_once,
    "
    0 arrives queue support
    20 up caller
    30 waiting support 3
    9000 heard my_card_was_stolen card_lost
    9001 emergency cards
    12000 emergency cards
    12010 offer 1 noura a
    13000 up a
    14000 ends a hung_up
    14100 ends caller released
"
);
check!(
    emergency_words_while_an_agents_phone_rings_reach_the_people_for_it,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    9001 emergency cards
    9010 ends a cancelled
    9020 left
    9030 offer 2 omar b
    9500 up b
    9900 ends b hung_up
    9950 ends caller released
"
);
check!(
    a_callback_promised_after_hours_tells_by_which_hours_it_is_made,
    "
    0 arrives ivr
    20 up caller
    30 insists call_when_open
    31 calls back support when office
    5000 played caller 1
    5100 ends caller released
"
);
check!(
    a_promised_callback_takes_the_matter_the_mood_and_the_place_along,
    "
    0 arrives ivr
    20 up caller
    30 chooses english
    1500 heard my_card_is_lost card_lost
    1600 angry
    1700 hands over support in english
    1800 no one support
    5000 played caller 2
    5100 ends caller released
"
);
check!(
    a_caller_waits_is_told_and_hears_music_between,
    "
    0 arrives queue support
    20 up caller
    30 waiting support 3 60000 120000
    3000 played caller 1
    8000 played caller 2
    30000 waiting support 2
    34000 played caller 4
    40000 offer 1 noura a
    41000 ends a declined
    42000 offer 2 omar b
    45000 up b
    50000 ends caller hung_up
    50100 ends b released
"
);
check!(
    nobody_answers_and_the_next_agent_is_rung,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    15100 ends a cancelled
    15200 offer 2 omar b
    16000 up b
    17000 ends b hung_up
    17100 ends caller released
"
);
check!(
    the_answer_that_crossed_our_cancel_is_hung_up,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    15100 up a
    15200 ends a released
    15300 ends caller hung_up
"
);
check!(
    the_caller_hangs_up_while_an_agent_rings,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    5000 ends caller hung_up
    5100 ends a cancelled
"
);
check!(
    the_caller_cancels_before_the_answer,
    "
    0 arrives ivr
    10 ends caller cancelled
"
);
check!(
    a_caller_who_never_comes_up_is_let_go,
    "
    0 arrives ivr
    40000 later
"
);
check!(
    hold_gives_music_and_resume_takes_it_back,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 holds a
    300 resumes a
    400 holds caller
    500 holds a
    600 resumes caller
    700 resumes a
    800 ends a hung_up
    900 ends caller released
"
);
check!(
    a_transfer_to_a_queue_lets_the_agent_go_at_once,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a queue sales
    300 ends a released
    400 offer 2 omar b
    500 up b
    600 ends b hung_up
    700 ends caller released
"
);
check!(
    a_transfer_to_a_colleague_who_is_busy_comes_back_to_the_agent,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a agent omar
    210 no one support
    300 refers a agent omar
    310 offer 2 omar b
    320 ends b busy
    400 refers a agent omar
    410 offer 3 omar c
    500 up c
    600 ends a released
    700 ends caller hung_up
    800 ends c released
"
);
check!(
    a_transfer_outside_that_fails_after_the_agent_left_goes_to_the_head_of_the_line,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a outside 0112223333 b
    300 ends a hung_up
    400 ends b busy
    500 offer 2 omar c
    600 up c
    700 ends caller hung_up
    800 ends c released
"
);
check!(
    a_transfer_outside_that_is_answered_leaves_the_agent_free,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 refers a outside 0112223333 b
    300 up b
    400 ends a released
    500 ends b hung_up
    600 ends caller released
"
);
check!(
    an_agent_whose_line_is_lost_does_not_lose_the_caller,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    5000 ends a media_lost
    5100 offer 2 omar b
    5200 up b
    5300 ends b hung_up
    5400 ends caller released
"
);
check!(
    the_desk_promises_a_callback_to_the_number_that_was_told,
    "
    0 arrives withheld ivr
    20 up caller
    30 says ask_number
    2000 told number 05551234
    2010 insists call_soon
    2011 calls back support 05551234
    5000 played caller 2
    5100 ends caller released
"
);
check!(
    a_caller_who_hangs_up_over_the_words_of_the_promise_is_owed_it,
    "
    0 arrives ivr
    20 up caller
    30 insists call_when_open
    31 calls back support
    900 ends caller hung_up
"
);
check!(
    a_message_left_by_a_caller_without_a_number_is_owed_and_none_is_regretted,
    "
    0 arrives withheld ivr
    20 up caller
    30 insists message_kept
    31 calls back support message
    3000 played caller 1
    3100 ends caller released
"
);
check!(
    a_caller_without_number_or_message_is_told_the_truth,
    "
    0 arrives withheld ivr
    20 up caller
    30 insists nobody_now
    31 calls back support
    3000 played caller 1
    3100 ends caller released
"
);
check!(
    nobody_is_there_and_a_callback_is_promised,
    "
    0 arrives queue support
    20 up caller
    30 no one support
    6000 played caller 2
    6100 ends caller released
"
);
check!(
    nobody_is_there_and_the_number_is_withheld,
    "
    0 arrives withheld queue support
    20 up caller
    30 no one support
    6000 played caller 2
    6100 ends caller released
"
);
check!(
    somebody_signs_in_while_the_callback_is_being_promised,
    "
    0 arrives queue support
    20 up caller
    30 no one support
    2000 offer 1 noura a
    3000 up a
    4000 ends a hung_up
    4100 ends caller released
"
);
check!(
    a_withdrawn_offer_ends_and_the_next_one_rings,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    1000 withdrawn 1
    1010 offer 2 omar b
    1020 withdrawn 1
    1100 ends a cancelled
    2000 up b
    2010 withdrawn 2
    3000 ends caller hung_up
    3100 ends b released
"
);
check!(
    a_redialler_keeps_the_place_and_overflows,
    "
    0 arrives queue sales
    20 up caller
    30 place kept
    30 waiting sales 1
    3000 played caller 1
    6000 played caller 2
    20000 overflowed sales support
    20000 waiting support 4
    23000 played caller 4
    25000 ends caller hung_up
"
);
check!(
    a_served_caller_may_still_press_zero_over_goodbye,
    "
    0 arrives ivr
    20 up caller
    30 insists greeting
    500 speech
    1000 played caller 1
    2000 answers balance
    2100 finishes
    2500 key caller 0
    2600 offer 1 noura a
    3000 ends caller hung_up
    3100 ends a cancelled
"
);
check!(
    a_caller_content_with_an_answer_was_served_and_one_who_asked_on_gave_up,
    "
    0 arrives ivr
    20 up caller
    2000 answers balance
    3000 ends caller hung_up
"
);
check!(
    a_caller_who_hangs_up_in_the_flow_gave_up,
    "
    0 arrives ivr
    20 up caller
    2000 answers balance
    2500 speech
    2900 heard غيره card_lost
    3000 ends caller hung_up
"
);
check!(
    a_drained_call_is_ended_when_the_patience_is_over,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 drain 30000
    31000 ends a released
    31100 ends caller released
"
);
check!(
    a_prompt_whose_end_is_never_told_holds_nobody_up,
    "
    0 arrives ivr
    20 up caller
    30 says greeting
    31000 later
    32000 finishes
    70000 later
"
);
check!(
    where_all_ring_the_first_who_answers_has_the_caller_and_the_others_stop_then,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    30 offer 2 omar b
    40 offer 3 sara c
    500 ends b busy
    900 up c
    950 withdrawn 1
    1000 ends a cancelled
    5000 ends caller hung_up
    5100 ends c released
"
);
check!(
    where_all_ring_and_nobody_answers_every_offer_ends,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    30 offer 2 omar b
    100 asks noura hang up -
    200 ends a cancelled
    15200 ends b cancelled
    16000 ends caller hung_up
"
);
check!(
    who_was_promised_it_is_called_back_once_an_agent_is_there,
    "
    0 back 0500 since -600000
    10 waiting support 2
    20 no one support
    30 offer 1 noura a
    900 up a
    910 desk
    6000 up caller
    6010 desk
    9000 ends caller hung_up
    9100 ends a released
"
);
check!(
    who_is_called_back_and_does_not_answer_leaves_the_agent_free,
    "
    0 back 0500 since -600000
    30 offer 1 noura a
    900 up a
    31000 ends caller busy
    31100 ends a released
"
);
check!(
    an_agent_who_leaves_while_the_caller_is_called_back_gives_the_call_back,
    "
    0 back 0500 since -600000
    30 offer 1 noura a
    900 up a
    1200 asks noura hang up -
    1300 ends a released
    1400 ends caller cancelled
"
);
check!(
    who_calls_in_before_is_not_called_back,
    "
    0 back 0500 since -600000
    30 offer 1 noura a
    500 off
    600 ends a cancelled
"
);

#[test]
fn the_desks_apology_is_said_to_the_end_before_the_wait() {
    let story = walk::walk(
        "0 arrives ivr
         10 up caller
         2000 insists sorry_mood
         2000 hands over complaints
         4000 played caller 1
         5000 played caller 2",
    );
    let apology = story.split("hands over complaints").nth(1).unwrap();
    let (during, after) = apology.split_once("4000 played caller 1").unwrap();
    assert!(during.contains("route") && !during.contains("stop playing") && !during.contains("play "), "{story}");
    assert!(after.contains("please_wait") && after.contains("music"), "{story}");
}
