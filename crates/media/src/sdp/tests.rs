//! Offer and answer against RFC 3264's rules.

use std::net::{IpAddr, Ipv4Addr};

use super::{Direction, SdpError, SdpSession, fuzz_offer};
use crate::{CodecName, LegOptions};

fn ours(options: LegOptions) -> SdpSession {
    SdpSession::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 20_000, options)
}

fn offer(lines: &str) -> String {
    format!("v=0\r\no=phone 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n{lines}")
}

const PLAIN: &str = "m=audio 4000 RTP/AVP 9 8 0 96\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-16\r\n";
const KEY: &str = "inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";

#[test]
fn an_offer_is_answered_with_its_first_codec_that_we_speak() {
    let (answer, session) = ours(LegOptions::default()).answer(&offer(PLAIN)).expect("can be served");
    assert_eq!((answer.codec, answer.direction), (CodecName::G722, Direction::SendRecv));
    assert!(answer.sdp.contains("m=audio 20000 RTP/AVP 9 96\r\n"), "{}", answer.sdp);
    assert!(answer.sdp.contains("a=rtpmap:96 telephone-event/8000\r\n"));
    assert_eq!(session.remote_rtp, Some("192.0.2.9:4000".parse().expect("an address")));
    assert_eq!(session.remote_rtcp, Some("192.0.2.9:4001".parse().expect("an address")));
    let only_mu = LegOptions { codecs: vec![CodecName::Pcmu], ..LegOptions::default() };
    assert_eq!(ours(only_mu).answer(&offer(PLAIN)).expect("can be served").0.codec, CodecName::Pcmu);
}

#[test]
fn hold_is_answered_by_rfc_3264_and_resumed() {
    let mut leg = ours(LegOptions::default());
    for (theirs, ours, held) in [
        ("sendrecv", "sendrecv", false),
        ("sendonly", "recvonly", true),
        ("inactive", "inactive", true),
        ("recvonly", "sendonly", false),
        ("sendrecv", "sendrecv", false),
    ] {
        let (answer, session) = leg.answer(&offer(&format!("{PLAIN}a={theirs}\r\n"))).expect("can be served");
        assert_eq!(answer.direction.attribute(), ours, "to {theirs}");
        assert!(answer.sdp.contains(&format!("a={ours}\r\n")), "{}", answer.sdp);
        assert_eq!(answer.held_by_far_end, held, "{theirs}");
        assert_eq!(session.direction, answer.direction);
    }
}

#[test]
fn a_direction_of_the_session_counts_where_the_line_has_none() {
    let text = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\na=inactive\r\nm=audio 4000 RTP/AVP 0\r\n";
    let (answer, _) = ours(LegOptions::default()).answer(text).expect("can be served");
    assert_eq!(answer.direction, Direction::Inactive);
}

#[test]
fn the_old_hold_by_address_0_stops_our_sound() {
    let text = offer(PLAIN).replace("c=IN IP4 192.0.2.9", "c=IN IP4 0.0.0.0");
    let (answer, session) = ours(LegOptions::default()).answer(&text).expect("can be served");
    assert!(answer.held_by_far_end);
    assert_eq!((session.direction.sends(), session.remote_rtp), (false, None));
}

#[test]
fn the_version_grows_exactly_when_something_changed() {
    let mut leg = ours(LegOptions::default());
    let version = |sdp: &str| {
        sdp.lines().find_map(|line| line.strip_prefix("o=")?.split(' ').nth(2)?.parse::<u64>().ok()).expect("an origin")
    };
    let first = version(&leg.answer(&offer(PLAIN)).expect("served").0.sdp);
    assert_eq!(version(&leg.answer(&offer(PLAIN)).expect("served").0.sdp), first);
    let held = version(&leg.answer(&offer(&format!("{PLAIN}a=sendonly\r\n"))).expect("served").0.sdp);
    assert_eq!(held, first + 1);
    assert_eq!(version(&leg.offer()), held + 1);
    assert_eq!(version(&leg.hold_offer(true)), held + 2);
}

#[test]
fn further_lines_are_refused_with_port_0_in_their_place() {
    let video_first =
        format!("m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n{PLAIN}m=application 6000 UDP/BFCP *\r\n");
    let (answer, _) = ours(LegOptions::default()).answer(&offer(&video_first)).expect("served");
    let lines: Vec<&str> = answer.sdp.lines().filter(|line| line.starts_with("m=")).collect();
    assert_eq!(lines, ["m=video 0 RTP/AVP 96", "m=audio 20000 RTP/AVP 9 96", "m=application 0 UDP/BFCP *"]);
}

#[test]
fn what_cannot_be_served_is_a_typed_error() {
    let answer =
        |lines: &str| ours(LegOptions::default()).answer(&offer(lines)).map(|_| ()).expect_err("must be refused");
    assert_eq!(
        answer("m=audio 4000 RTP/AVP 18 4\r\n"),
        SdpError::NoCommonCodec { offered: "payload type 18, payload type 4".to_owned() }
    );
    assert_eq!(answer("m=video 4000 RTP/AVP 96\r\n"), SdpError::NoAudio);
    assert_eq!(answer("m=audio 0 RTP/AVP 0\r\n"), SdpError::NoAudio);
    assert_eq!(answer("m=audio 4000 RTP/SAVP 0\r\n"), SdpError::NoCommonSuite);
    assert_eq!(answer("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n"), SdpError::NoAudio);
    assert!(matches!(ours(LegOptions::default()).answer("hello").expect_err("no SDP"), SdpError::Unreadable(_)));
    assert_eq!(ours(LegOptions::default()).accept_answer(&offer(PLAIN)).expect_err("no offer"), SdpError::NoOfferOpen);
}

#[test]
fn srtp_is_answered_with_the_same_tag_and_suite_and_a_key_of_ours() {
    let lines = format!(
        "m=audio 4000 RTP/SAVP 0\r\na=crypto:3 AES_CM_128_HMAC_SHA1_32 {KEY}\r\na=crypto:4 AES_CM_128_HMAC_SHA1_80 {KEY}\r\n"
    );
    let (answer, session) = ours(LegOptions::default()).answer(&offer(&lines)).expect("served");
    assert!(answer.srtp && answer.sdp.contains("RTP/SAVP 0\r\n"));
    assert!(answer.sdp.contains("a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:") && !answer.sdp.contains(KEY));
    let keys = session.keys.expect("protected");
    assert_ne!(keys.ours, keys.theirs);
    let strict = LegOptions { require_srtp: true, ..LegOptions::default() };
    assert_eq!(ours(strict).answer(&offer(PLAIN)).map(|_| ()).expect_err("plain"), SdpError::NoCommonSuite);
}

#[test]
fn of_a_secure_and_a_plain_line_the_secure_one_is_taken() {
    let lines = format!("{PLAIN}m=audio 4002 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 {KEY}\r\n");
    let (answer, _) = ours(LegOptions::default()).answer(&offer(&lines)).expect("served");
    assert!(answer.srtp);
    assert!(answer.sdp.contains("m=audio 0 RTP/AVP 9 8 0 96\r\n"), "{}", answer.sdp);
}

#[test]
fn two_of_us_agree_in_clear_and_protected() {
    for offer_srtp in [false, true] {
        let mut caller = ours(LegOptions { offer_srtp, ..LegOptions::default() });
        let mut callee = ours(LegOptions { codecs: vec![CodecName::G722, CodecName::Pcma], ..LegOptions::default() });
        let (answer, theirs) = callee.answer(&caller.offer()).expect("served");
        let (agreed, session) = caller.accept_answer(&answer.sdp).expect("agreed");
        assert_eq!((agreed.codec, answer.codec, agreed.srtp), (CodecName::Pcma, CodecName::Pcma, offer_srtp));
        assert!(agreed.telephone_event && answer.telephone_event);
        assert_eq!(session.keys.map(|keys| keys.ours), theirs.keys.map(|keys| keys.theirs));
        let (held, _) = callee.answer(&caller.hold_offer(true)).expect("served");
        assert!(held.held_by_far_end && held.direction == Direction::RecvOnly);
        assert_eq!(caller.accept_answer(&held.sdp).expect("agreed").0.direction, Direction::SendOnly);
        let (resumed, _) = callee.answer(&caller.hold_offer(false)).expect("served");
        assert_eq!(caller.accept_answer(&resumed.sdp).expect("agreed").0.direction, Direction::SendRecv);
    }
}

#[test]
fn an_answer_may_number_telephone_event_its_own_way_and_use_rtcp_attributes() {
    let mut leg = ours(LegOptions::default());
    let _ = leg.offer();
    let answer = offer(
        "m=audio 4000 RTP/AVP 8 97\r\na=rtpmap:97 telephone-event/8000\r\na=rtcp:4777 IN IP4 192.0.2.10\r\na=ptime:30\r\n",
    );
    let (_, session) = leg.accept_answer(&answer).expect("agreed");
    let event = session.telephone_event.expect("both have it");
    assert_eq!((event.send, event.receive), (97, 101));
    assert_eq!(session.remote_rtcp, Some("192.0.2.10:4777".parse().expect("an address")));
    assert_eq!(session.ptime_ms, 30);
    let mut mux = ours(LegOptions::default());
    let (answer, session) = mux.answer(&offer(&format!("{PLAIN}a=rtcp-mux\r\n"))).expect("served");
    assert!(answer.sdp.contains("a=rtcp-mux") && session.rtcp_mux && session.remote_rtcp == session.remote_rtp);
}

#[test]
fn sloppy_descriptions_of_real_phones_are_read() {
    for text in [
        "v=0\no=- 1 1 IN IP4 10.0.0.1\ns=\nc=IN IP4 10.0.0.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n",
        "v=0\r\no=broken\r\ns=a b c\r\ni=\u{d8}\r\nc=IN IP4 10.0.0.1\r\nb=AS:x\r\nt=0\r\nm=audio 4000 RTP/AVP 0\r\na=rtpmap:0 pcmu/8000/1\r\n\r\n",
        "v=0\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 10.0.0.1\r\na=sendrecv",
    ] {
        let (answer, _) = ours(LegOptions::default()).answer(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(answer.codec, CodecName::Pcmu);
    }
}

#[test]
fn mutated_descriptions_never_panic() {
    let seeds = [
        offer(PLAIN),
        offer(&format!(
            "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 {KEY}|2^20\r\na=rtcp:1 IN IP4 1.1.1.1\r\na=ptime:20\r\n"
        )),
    ];
    let mut dice = crate::netem::Dice::new(11);
    for round in 0..20_000 {
        let mut bytes = seeds[round % seeds.len()].clone().into_bytes();
        dice.mutate(&mut bytes);
        let _ = fuzz_offer(&bytes);
    }
}
