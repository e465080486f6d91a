//! What agents ask from the desk, and lines that are lost: scripts and the orders they lead to.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test that cannot go on has failed")]

mod walk;
use walk::check;

check!(
    a_browser_whose_sound_finds_no_way_leaves_the_caller_to_somebody_else,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 picked a
    110 desk
    5100 ends a media_lost
    5110 desk
    5200 offer 2 omar b
    5300 picked b
    5700 up b
    5710 desk
    6000 ends b hung_up
    6100 ends caller released
"
);
check!(
    a_browser_picked_up_in_the_last_moment_does_not_ring_out_while_it_connects,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    15000 picked a
    15400 up a
    15410 desk
    16000 ends caller hung_up
    16100 ends a released
"
);
check!(
    a_browser_that_is_picked_up_and_never_heard_rings_out,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 picked a
    9000 desk
    9100 ends a released
    9200 ends caller hung_up
"
);
check!(
    nothing_is_kept_while_a_card_is_told_and_it_ends_by_itself,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    190 asks omar pause recording -
    200 asks noura pause recording -
    210 desk
    220 asks noura pause recording -
    230 key caller 4
    300 asks noura resume recording -
    310 key caller 5
    400 asks noura pause recording -
    180500 key caller 6
    180600 asks noura pause recording -
    180700 asks noura hang up -
    181000 ends a released
    181100 ends caller released
"
);
check!(
    a_caller_who_told_the_agent_is_not_recorded_any_more_and_it_is_entered_once,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    40 asks noura refuse recording -
    100 up a
    190 asks omar refuse recording -
    200 asks noura refuse recording -
    220 asks noura refuse recording -
    300 asks noura hang up -
    310 ends a released
    320 ends caller released
"
);
check!(
    hold_from_the_desk_gives_the_caller_music,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    40 desk
    100 up a
    200 asks noura hold -
    210 desk
    220 asks noura hold -
    300 asks noura resume -
    310 desk
    320 asks omar hold -
    400 asks noura hang up -
    500 ends a released
    600 ends caller released
"
);
check!(
    a_phone_that_holds_does_not_listen_whatever_the_desk_says,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 holds a
    300 asks noura hold -
    400 asks noura resume -
    500 resumes a
    600 ends caller hung_up
    700 ends a released
"
);
check!(
    a_colleague_is_asked_first_and_then_given_the_caller,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    150 asks noura hold -
    200 asks noura consult agent omar -
    205 desk
    210 offer 2 omar b
    220 desk
    300 up b
    310 desk
    400 asks noura complete -
    410 desk
    500 ends a released
    600 asks omar hang up -
    700 ends b released
    800 ends caller released
"
);
check!(
    a_colleague_who_is_asked_does_not_answer_and_the_agent_is_back_with_the_caller,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult agent omar -
    210 no one support
    300 asks noura consult agent omar -
    310 offer 2 omar b
    400 asks omar hang up -
    500 asks noura consult agent omar -
    510 offer 3 omar c
    600 ends c busy
    700 asks noura consult agent omar -
    6000 later
    6100 asks noura consult agent omar -
    6110 offer 4 omar d
    6120 left
    6130 offer 5 omar e
    7000 asks noura cancel -
    8000 ends caller hung_up
"
);
check!(
    somebody_outside_is_asked_and_the_agent_hangs_up_which_gives_them_the_caller,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult outside 0112223333 b
    300 up b
    400 asks noura hang up -
    500 ends b hung_up
    600 ends caller released
"
);
check!(
    somebody_of_a_queue_is_asked_and_lets_go,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult queue sales -
    210 waiting sales 1
    300 offer 2 omar b
    400 ends b declined
    410 offer 3 omar c
    420 left
    500 asks noura consult queue sales -
    510 offer 4 huda d
    600 up d
    700 ends d hung_up
    800 ends a hung_up
"
);
check!(
    a_consultation_given_over_while_it_rings_rings_on_and_is_never_the_callers_end,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult agent omar -
    210 offer 2 omar b
    300 asks noura complete -
    310 desk
    400 ends b declined
    500 offer 3 omar c
    600 up c
    700 ends caller hung_up
"
);
check!(
    three_talk_and_each_leaves_alone,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult agent omar -
    210 offer 2 omar b
    250 asks noura join -
    300 up b
    400 asks noura join -
    410 desk
    500 asks omar hold -
    600 asks omar resume -
    700 asks noura hang up -
    710 desk
    800 asks omar hang up -
    900 ends a released
    910 ends b released
    920 ends caller released
"
);
check!(
    the_third_leaves_and_the_two_talk_on,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult outside 0112223333 b
    300 up b
    400 asks noura join -
    500 ends b hung_up
    600 ends caller hung_up
"
);
check!(
    a_transfer_from_the_desk_comes_back_or_is_called_back,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura transfer agent noura -
    210 asks noura transfer agent omar -
    220 desk
    230 no one support
    300 asks noura transfer outside 0112223333 b
    400 asks noura cancel -
    500 asks noura transfer queue sales -
    600 offer 2 omar c
    700 up c
    800 ends caller hung_up
"
);
check!(
    a_reloaded_desk_is_rung_again_and_the_talk_goes_on,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    5000 line lost a
    5010 desk
    6000 asks noura reattach b
    6200 up b
    6210 desk
    6300 ends a released
    7000 asks noura reattach c
    7100 asks noura reattach d
    7200 ends c cancelled
    7300 up d
    9000 ends caller hung_up
"
);
check!(
    a_line_that_comes_back_by_itself_wins_over_one_that_rings,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    150 asks noura hold -
    5000 line lost a
    6000 asks noura reattach b
    6100 line back a
    6110 desk
    6200 ends b cancelled
    6300 asks noura resume -
    9000 line lost a
    9100 ends a media_lost
    9200 asks noura reattach c
    9300 ends c unreachable
    9400 asks noura reattach d
    9500 up d
    9600 ends d hung_up
"
);
check!(
    a_line_that_stays_lost_never_loses_the_caller,
    "
    0 arrives queue support
    20 up caller
    25 waiting support 1
    30 offer 1 noura a
    100 up a
    5000 line lost a
    24000 asks noura reattach b
    25500 later
    26000 ends a released
    26100 offer 2 omar c
    26200 up c
    27000 ends caller hung_up
"
);
check!(
    an_agent_lost_while_asking_leaves_the_caller_to_whom_was_asked,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult agent omar -
    210 offer 2 omar b
    300 up b
    400 line lost a
    410 desk
    21000 later
    22000 ends caller hung_up
"
);
check!(
    one_of_three_is_lost_and_the_others_talk_on,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura consult agent omar -
    210 offer 2 omar b
    300 up b
    400 asks noura join -
    500 line lost b
    600 asks omar reattach c
    700 up c
    800 line lost c
    21000 later
    22000 ends caller hung_up
"
);
check!(
    abuse_hands_the_caller_to_somebody_else_at_the_head_of_the_line,
    "
    0 arrives queue support
    20 up caller
    30 offer 1 noura a
    100 up a
    150 angry
    200 asks noura abuse -
    300 ends a released
    400 asks noura note -
    500 no one support
    5000 played caller 2
    6000 ends caller hung_up
"
);
check!(
    what_agents_write_down_is_remembered_and_chooses_who_comes_next,
    "
    0 arrives queue support
    5 asks noura note -
    20 up caller
    30 offer 1 noura a
    100 up a
    200 asks noura note -
    210 asks noura mood -
    220 asks noura intent card_lost -
    230 asks noura step -
    240 asks noura promise -
    250 asks noura withdraw -
    260 asks noura wrap up -
    300 asks noura transfer queue cards -
    400 ends caller hung_up
    500 ends a released
    600 asks noura note -
"
);
