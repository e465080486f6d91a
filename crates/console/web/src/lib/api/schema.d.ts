// Made by `npm run types` from openapi.json: do not edit.
export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All agents. */
        get: operations["agents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/call/consult": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks somebody while the caller waits. */
        post: operations["consult"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/call/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the caller on at once. */
        post: operations["transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/call/{order}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hold, resume, complete, cancel, join, pause, resume or refuse the recording, hang up, reattach, or hand over after abuse. */
        post: operations["give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My desk. */
        get: operations["desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/rest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the rest offered after hard calls. */
        post: operations["rest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Am I ready. */
        get: operations["shift"];
        /** Be ready, or away. Either ends a wrap-up. */
        put: operations["set_shift"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My day in numbers. */
        get: operations["today"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/me/wrap-up/more": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** More time to wrap up. */
        post: operations["more_wrap_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. That it was looked at is kept too. */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People who may be meant; those we owe something first. */
        get: operations["find_person"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/person": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The person at the desk: what we promised them, and how it was so far. */
        get: operations["at_desk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A branch's day: who may come because we promised something, and who came. */
        get: operations["branch_today"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Visits, newest first. */
        get: operations["visits"];
        put?: never;
        /** Logs a visit. The second time, the same visit answers 200 and changes nothing. */
        post: operations["log_visit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/visits/{id}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hands a visit over to the phone: a callback is promised, once, and whoever calls sees the same history. */
        post: operations["call_back_visitor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branch/visits/{id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recording of a visit. */
        get: operations["visit_sound"];
        /**
         * Keeps the recording of a visit: WAV, FLAC, MP3, AAC, Ogg, WebM or MP4 of any rate; at most 64 MiB, and 34 minutes, all
         *     channels together. Its words are read afterwards by the ear that reads calls.
         */
        put: operations["record_visit"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The branches of the house and what people call them. */
        get: operations["branches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls, newest first; where words are asked for, those in which they were said. */
        get: operations["list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every call that fits as a row of CSV, newest first. The export is noted. */
        get: operations["calls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One call, and how its caller felt over it. */
        get: operations["one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Remarks on a call, in the order of its sound. */
        get: operations["comments"];
        put?: never;
        /** Writes a remark. */
        post: operations["write_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/comments/{comment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes the words of a remark, or settles it. */
        put: operations["change_comment"];
        post?: never;
        /** Takes a remark away that nobody answered. */
        delete: operations["remove_comment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My draft for a call; `{}` when there is none. */
        get: operations["read"];
        /** Keeps my draft for a call: any JSON object of at most 16 KiB. */
        put: operations["write"];
        post?: never;
        /** Forgets my draft for a call. */
        delete: operations["forget"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/intent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what the caller really wants. */
        post: operations["intent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/mood": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says how the caller really felt. */
        post: operations["mood"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes a note. */
        post: operations["note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The outline of a call's recording. */
        get: operations["peaks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/person": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The person of a call. */
        get: operations["of_call"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/promises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Promises something in a call. */
        post: operations["make"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/promises/{promise}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes back a promise made by mistake. */
        delete: operations["withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/rail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the agent is; not for whoever scores the call blindly. */
        get: operations["how_far"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A call's recording: stereo WAV, caller left, agent right. One range is served, several are answered with the whole. */
        get: operations["sound"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a call was served: as the machine read it, and as people scored it. */
        get: operations["reviews"];
        put?: never;
        /** Begins a sheet: what the machine can tell is filled in and marked as the machine's. */
        post: operations["begin_sheet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reviews/{sheet}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keeps marks of a draft, or of a dispute that is being judged. */
        put: operations["write_sheet"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/reviews/{sheet}/{action}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Publishes, acknowledges, disputes or resolves a sheet. */
        post: operations["act_on_sheet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks a step of the method as taken, or not. */
        post: operations["step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A call's timeline. The words in it are the transcript's, so opening it is noted alike. */
        get: operations["timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was said, in order. */
        get: operations["transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Finishes with a call: its draft is forgotten, and a wrap-up under way ends. */
        put: operations["wrap_up"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings, newest first. A branch sees what it was asked. */
        get: operations["findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency/{finding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A finding with both sides. */
        get: operations["finding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency/{finding}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a question put to one's branch. */
        post: operations["answer_question"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency/{finding}/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a branch for its side. */
        post: operations["ask_branch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency/{finding}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes a judged finding with what is learnt from it. */
        post: operations["close_finding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/consistency/{finding}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judges a finding. Without evidence from both sides it is not judged. */
        post: operations["judge_finding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers whose name or number fits. */
        get: operations["find"];
        put?: never;
        /** Writes down a customer. */
        post: operations["add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a customer. */
        put: operations["change"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Writes down something about a customer. What they did not agree to is shown only to who wrote it and to admins. */
        put: operations["put_field"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/fields/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drops something about a customer. */
        post: operations["drop_field"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/journey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calls, visits and promises of a customer, or of the one they went into, on one line, oldest first. */
        get: operations["journey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/merges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes two customers one, if a number or a branch number of theirs is the same. */
        post: operations["merge_customers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/merges/{merge}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Undoes a merge: everything that came with it goes back. */
        delete: operations["undo_merge"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that this user may see of a customer, or of the one they went into. */
        get: operations["profile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/directory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Colleagues and queues whose name fits: free ones first. */
        get: operations["look"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a date as people say it. */
        post: operations["due"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Listens to live events. */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest version of every form. */
        get: operations["forms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/forms/{form}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a form. */
        get: operations["form"];
        /** Writes a form, or a new version of one. */
        put: operations["write_form"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives a ticket to call with. */
        post: operations["arrive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guests/{ticket}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How it stands with my call. */
        get: operations["how"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guests/{ticket}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks to be called back. */
        post: operations["call_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guests/{ticket}/feeling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says how the call felt, once it is over. */
        post: operations["feel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/holds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every hold, oldest first. */
        get: operations["holds"];
        put?: never;
        /** Places a hold. */
        post: operations["place_hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/holds/{hold}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lifts a hold. */
        delete: operations["lift_hold"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/intents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What callers may want. */
        get: operations["intents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who may sign in, by name. */
        get: operations["people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Promises: open ones first, soonest due first; then what is suggested; then what is closed, the latest first. An agent sees
         *     those they made or have to see to; somebody of a branch those to be kept or made there, and all of a customer they
         *     looked up at the desk.
         */
        get: operations["owed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every promise that fits as a row of CSV, in the ledger's order. The export is noted. */
        get: operations["export_promises"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open promises due within a day or overdue, soonest first: mine, my branch's, or all for those who see to quality. */
        get: operations["promise_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many promises of that list stand how; `state`, `overdue`, `after` and `limit` are not asked about. */
        get: operations["promise_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises/{promise}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One promise with its history. An agent sees those they made or have to see to, a branch those it keeps. */
        get: operations["promise"];
        /** Confirms, puts off, gives away or closes a promise. */
        put: operations["change_promise"];
        post?: never;
        /** Takes back a promise the machine heard where there was none; it is not suggested again. */
        delete: operations["dismiss_promise"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/promises/{promise}/clip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The words of a promise as they were spoken: WAV, both voices in both ears. */
        get: operations["promise_clip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything the machine says. */
        get: operations["prompts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/prompts/{prompt}/{language}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sound of a prompt. */
        get: operations["prompt_sound"];
        /**
         * Records a prompt (WAV, 16 kHz, mono, 16 bit, a minute at most): trimmed, brought to the level of the others, and heard
         *     by the next caller.
         */
        put: operations["record_prompt"];
        post?: never;
        /** Takes a recording back: the synthetic voice is heard again. */
        delete: operations["take_back_prompt"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All queues. */
        get: operations["queues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far reviewers agree: of every call the first two sheets of the form that were filled without sight of each other. */
        get: operations["calibration_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/executive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The page of those days. */
        get: operations["executive_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where what we say differs from what we do. */
        get: operations["gaps_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/human-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How soon callers reached a person. */
        get: operations["human_access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/silent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What calling silent customers is worth, over those whose time is over: called against held out. */
        get: operations["outreach_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of many calls at once; calls the asker may not know of are left out. */
        get: operations["call_marks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/mine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for me. */
        get: operations["my_reviews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sampling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plan, and the calls it drew. */
        get: operations["sampling"];
        /** Changes the plan. */
        put: operations["plan_sampling"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sampling/draw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draws calls of the last two weeks by the plan. */
        post: operations["draw_sample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sampling/{call}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says who scores a drawn call, and who a second time, blindly. */
        put: operations["assign_sample"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Turns that hold the words, in the calls that fit. That somebody looked for words is noted, not which. */
        get: operations["hits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recorded visits in which the words were said, newest first. Of the filters those that visits have: words, speaker, language,
         *     branch, date, what it was about, how they left; asked for anything else, there are none. A page may be short and
         *     have a `next`.
         */
        get: operations["visits_found"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in: sets an HttpOnly, SameSite=Strict cookie. */
        post: operations["sign_in"];
        /** Signs out. */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the first administrator still missing. */
        get: operations["needed"];
        put?: never;
        /** Makes the first administrator. */
        post: operations["first_admin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/silent-customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Silent customers, most urgent first. An agent sees those given to them. */
        get: operations["silent_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/silent-customers/{outreach}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives it to somebody, or lays it back. */
        post: operations["assign_silent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/silent-customers/{outreach}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells what came of calling. An agent tells it of those given to them. */
        post: operations["tell_outcome"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/support": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The support line: its name, whether somebody is there, how long a wait. */
        get: operations["support"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My lists and those colleagues share, oldest first. */
        get: operations["views"];
        put?: never;
        /** Names a list. */
        post: operations["name_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a list away. */
        delete: operations["remove_view"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers. */
        get: operations["alive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers for Prometheus. */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** New calls may come: the book answers and the house is open. */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Speaks SIP (RFC 7118), subprotocol `sip`. */
        get: operations["open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Human access over many calls. */
        AccessReport: {
            /** @description All who wanted a person. */
            all: components["schemas"]["Reached"];
            /** @description By why a person was wanted; `straight` where no machine was between. */
            by_cause: {
                [key: string]: components["schemas"]["Reached"];
            };
            /** @description By day, in the centre's time zone: `2026-11-29`. */
            by_day: {
                [key: string]: components["schemas"]["Reached"];
            };
            /**
             * Format: int64
             * @description Calls that were answered and have ended.
             */
            calls: number;
            /**
             * Format: int64
             * @description Left the machine before anybody was wanted.
             */
            gave_up: number;
            /**
             * Format: int64
             * @description Served by the machine alone, and content with it.
             */
            served_by_machine: number;
        };
        /**
         * @description What may be done to a sheet.
         * @enum {string}
         */
        Action: "edit" | "publish" | "acknowledge" | "dispute" | "resolve";
        /** @description An agent's day in numbers, for their own eyes. */
        AgentDay: {
            /**
             * Format: int32
             * @description Times the agent reported abuse.
             */
            abuse: number;
            /**
             * Format: int32
             * @description Calls talked in.
             */
            calls: number;
            /**
             * Format: int32
             * @description Calls whose caller was angry or frustrated, as the machine read and the agent did not correct, or as the agent said.
             */
            hard_calls: number;
            /**
             * Format: int64
             * @description Time with callers on the line, in milliseconds.
             */
            talk_ms: number;
            thank_you: null | components["schemas"]["Pii_String"];
            /**
             * Format: int32
             * @description Calls whose caller said thanks.
             */
            thanks: number;
        };
        /** @description A person who answers calls. */
        AgentId: string;
        /** @description One agent. */
        AgentNow: {
            /** @description Name as colleagues see it. */
            display_name: string;
            /** @description Who. */
            id: components["schemas"]["AgentId"];
            /**
             * Format: int32
             * @description Phones registered.
             */
            phones: number;
            /** @description Queues served. */
            queues: components["schemas"]["QueueId"][];
            /** @description What they are doing. */
            state: components["schemas"]["AgentState"];
        };
        /**
         * @description What an agent is doing.
         *
         *     ```text
         *     SignedOut → Ready ⇄ NotReady
         *                   │ offer        ↑
         *                Ringing → OnCall → WrapUp
         *     ```
         */
        AgentState: {
            /** @enum {string} */
            state: "signed_out";
        } | {
            /** @description Idle since. */
            since: components["schemas"]["Timestamp"];
            /** @enum {string} */
            state: "ready";
        } | {
            /** @description Why. */
            reason: components["schemas"]["NotReadyReason"];
            /** @description Since. */
            since: components["schemas"]["Timestamp"];
            /** @enum {string} */
            state: "not_ready";
        } | {
            /** @description Which. */
            call: components["schemas"]["CallId"];
            /** @enum {string} */
            state: "ringing";
        } | {
            /** @description With whom. */
            call: components["schemas"]["CallId"];
            /** @enum {string} */
            state: "on_call";
        } | {
            /** @enum {string} */
            state: "wrap_up";
            /** @description Until then at the latest. */
            until: components["schemas"]["Timestamp"];
        };
        /** @description Agreement on one question. */
        Agreement: {
            /**
             * Format: double
             * @description The share of pairs that are equal, 0..=1.
             */
            equal: number;
            /**
             * Format: double
             * @description Kappa: 1 whole agreement, 0 as by chance; weighted by squared distance on scales. Nothing where chance alone
             *     would agree always.
             */
            kappa: number | null;
            /** @description How many pairs of marks. */
            pairs: number;
            /** @description The question. */
            question: string;
        };
        /** @description A customer who may be the same person. */
        Alike: {
            /** @description Who. */
            customer: components["schemas"]["Customer"];
            /** @description Why. */
            rule: components["schemas"]["SamePersonRule"];
        };
        /** @description An answer. */
        Answer: {
            /** @enum {string} */
            kind: "yes";
            /** @description Yes. */
            yes: boolean;
        } | {
            /** @enum {string} */
            kind: "points";
            /**
             * Format: int32
             * @description 0 to the question's best.
             */
            points: number;
        } | {
            /** @enum {string} */
            kind: "chosen";
            /** @description Its name. */
            option: string;
        } | {
            /** @enum {string} */
            kind: "skipped";
        };
        /** @description A branch's answer. */
        AnswerWritten: {
            /** @description In words. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description What may be answered to a question. */
        Answers: {
            /** @enum {string} */
            kind: "yes_no";
        } | {
            /** @enum {string} */
            kind: "scale";
            /**
             * Format: int32
             * @description The best.
             */
            most: number;
        } | {
            /** @enum {string} */
            kind: "choice";
            /** @description At least two. */
            options: components["schemas"]["Choice"][];
        };
        /** @description One apology of an agent. */
        Apology: {
            /**
             * Format: int64
             * @description From its end to the beginning of the first action at or after it, within three minutes, in milliseconds; 0 in the
             *     same breath.
             */
            action_ms: number | null;
            /** @description No action follows, and none was taken in the minute before. */
            empty: boolean;
            /**
             * Format: int32
             * @description How the caller felt after, from the readings of the next half minute or the first one later.
             */
            mood_after: number | null;
            /**
             * Format: int32
             * @description How the caller felt before, −100 (worst) to 100, from the last reading.
             */
            mood_before: number | null;
            /** @description The phrase of ours that was found in them. */
            phrase: string;
            /** @description The same words were said before: canned. */
            repeated: boolean;
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            /** @description The line of the transcript. */
            utterance: components["schemas"]["UtteranceId"];
            /** @description The agent's words. */
            words: components["schemas"]["Pii_String"];
        };
        /** @description Who takes it. */
        Assignment: {
            user: null | components["schemas"]["AgentId"];
        };
        /** @description The person at the desk. */
        AtDesk: {
            /** @description Earlier meetings, newest first. */
            contacts: components["schemas"]["Contact"][];
            customer: null | components["schemas"]["Customer"];
            /** @description What is known of them. */
            fields: components["schemas"]["Field"][];
            number: null | components["schemas"]["Pii_String"];
            /** @description Promises to them that are open, soonest due first. */
            promises: components["schemas"]["OwedPromise"][];
        };
        /** @description Somebody did something. */
        AuditLine: {
            /** @description What: `recording.open`, `transcript.open`, `calls.export`. */
            action: string;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            call: null | components["schemas"]["CallId"];
            /** @description Who. */
            user: components["schemas"]["AgentId"];
        };
        /** @description Some rows, newest first. */
        AuditPage: {
            /** @description The rows. */
            items: components["schemas"]["AuditLine"][];
            /**
             * Format: int64
             * @description Where to go on, if there are older ones.
             */
            next: number | null;
        };
        /** @description What the answer book said on the day. */
        BookSays: {
            /** @description The branch told it so. */
            branch_right: boolean;
            /** @description The entry that was valid. */
            entry: string;
            /** @description The phone told it so. */
            phone_right: boolean;
        };
        /** @description A branch office. */
        BranchId: string;
        /** @description A branch and what people call it, in both languages. */
        BranchNames: {
            /** @description Which. */
            id: components["schemas"]["BranchId"];
            /** @description «العليا», "Olaya". */
            names: string[];
        };
        /** @description A question to a branch. */
        BranchQuestion: {
            /** @description When it was asked. */
            at: components["schemas"]["Timestamp"];
            /** @description Which branch. */
            branch: components["schemas"]["BranchId"];
            /** @description Who asks. */
            by: components["schemas"]["AgentId"];
            /** @description Until when an answer is wanted. */
            due: components["schemas"]["Timestamp"];
            /** @description In words. */
            text: components["schemas"]["Pii_String"];
        };
        /**
         * @description Whose months.
         * @enum {string}
         */
        Calendar: "gregorian" | "hijri";
        /** @description Agreement of people who scored blindly. */
        Calibration: {
            /**
             * Format: int32
             * @description Calls two people have scored.
             */
            calls: number;
            /** @description The form. */
            form: string;
            /** @description Question by question. */
            questions: components["schemas"]["Agreement"][];
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description Where to call somebody back. */
        CallBack: {
            name?: null | components["schemas"]["Pii_String"];
            note?: null | components["schemas"]["Pii_String"];
            /** @description The number, in any digits. */
            phone: components["schemas"]["Pii_String"];
        };
        /** @description What happened in a call. */
        CallEvent: {
            /** @description What was dialled (the user part). */
            dialled: string;
            from: null | components["schemas"]["Pii_String"];
            /** @description The caller's leg. */
            leg: components["schemas"]["LegId"];
            trunk: null | components["schemas"]["TrunkId"];
            /** @enum {string} */
            type: "arrived";
        } | {
            /** @description The caller's leg. */
            leg: components["schemas"]["LegId"];
            /** @description The promise it keeps. */
            promise: components["schemas"]["PromiseId"];
            /** @description The number. */
            to: components["schemas"]["Pii_String"];
            /** @enum {string} */
            type: "calling_back";
        } | {
            /** @enum {string} */
            type: "answered";
        } | {
            agent: null | components["schemas"]["AgentId"];
            /** @description The leg. */
            leg: components["schemas"]["LegId"];
            /** @description Which side. */
            side: components["schemas"]["LegSide"];
            /** @enum {string} */
            type: "leg_added";
        } | {
            /** @description Why. */
            cause: components["schemas"]["EndCause"];
            /** @description The leg. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "leg_ended";
        } | {
            /** @description In which language. */
            language: components["schemas"]["Language"];
            /** @description Which prompts. */
            prompts: components["schemas"]["PromptId"][];
            /** @enum {string} */
            type: "prompt_started";
        } | {
            /** @description Before its end: spoken over, stopped, replaced, never played, or the line was gone. */
            interrupted: boolean;
            /** @enum {string} */
            type: "prompt_ended";
        } | {
            /** @description The key. */
            digit: components["schemas"]["Pii_char"];
            /** @description Which leg. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "key";
        } | {
            /** @description Who. */
            speaker: components["schemas"]["Speaker"];
            /** @enum {string} */
            type: "speech_started";
        } | {
            /** @enum {string} */
            type: "heard";
            /** @description What. */
            utterance: components["schemas"]["Utterance"];
        } | {
            /** @description When. */
            span: components["schemas"]["Span"];
            /** @description Who. */
            speaker: components["schemas"]["Speaker"];
            /** @enum {string} */
            type: "heard_later";
        } | {
            /** @description The recording had the sound. */
            sound: boolean;
            /** @description When. */
            span: components["schemas"]["Span"];
            /** @description Who. */
            speaker: components["schemas"]["Speaker"];
            /** @enum {string} */
            type: "caught_up";
        } | {
            /** @description The model's name in the manifest. */
            model: string;
            /** @enum {string} */
            type: "read_again";
            /** @description What was heard now, under the id of the turn. */
            utterance: components["schemas"]["Utterance"];
        } | {
            /**
             * Format: float
             * @description 0..=1.
             */
            confidence: number;
            /** @description Which. */
            language: components["schemas"]["Language"];
            /** @enum {string} */
            type: "language_picked";
        } | {
            /** @description The reading. */
            reading: components["schemas"]["MoodReading"];
            /** @enum {string} */
            type: "mood";
        } | {
            /** @description The guess. */
            guess: components["schemas"]["IntentGuess"];
            /** @enum {string} */
            type: "intent";
        } | {
            /** @description Its name. */
            state: string;
            /** @enum {string} */
            type: "flow_entered";
        } | {
            /** @description Its digits. */
            digits: components["schemas"]["Pii_String"];
            /** @enum {string} */
            type: "told";
            /** @description The state that asked. */
            what: string;
        } | {
            /** @description Which. */
            answer: components["schemas"]["PromptId"];
            /** @enum {string} */
            type: "machine_answered";
        } | {
            /** @description Why. */
            cause: components["schemas"]["HandoverCause"];
            /** @description Where to. */
            queue: components["schemas"]["QueueId"];
            /** @enum {string} */
            type: "handed_over";
        } | {
            /** @description Why. */
            cause: components["schemas"]["HandoverCause"];
            /** @enum {string} */
            type: "person_wanted";
        } | {
            /** @description Has an earlier call's place back. */
            place_kept: boolean;
            /**
             * Format: int32
             * @description 1 is next.
             */
            position: number;
            /** @description Where. */
            queue: components["schemas"]["QueueId"];
            /** @enum {string} */
            type: "queued";
            wait: null | components["schemas"]["WaitRange"];
        } | {
            /** @description From. */
            from: components["schemas"]["QueueId"];
            /** @description To. */
            to: components["schemas"]["QueueId"];
            /** @enum {string} */
            type: "overflowed";
        } | {
            /** @description Which queue. */
            queue: components["schemas"]["QueueId"];
            /** @enum {string} */
            type: "no_one_available";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description The leg that rings. */
            leg: components["schemas"]["LegId"];
            /** @description The offer. */
            offer: components["schemas"]["OfferId"];
            /** @description Why this one. */
            reasons: components["schemas"]["OfferReasons"];
            /** @enum {string} */
            type: "offered";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description The offer. */
            offer: components["schemas"]["OfferId"];
            /** @description How. */
            outcome: components["schemas"]["OfferOutcome"];
            /** @enum {string} */
            type: "offer_ended";
        } | {
            agent: null | components["schemas"]["AgentId"];
            /** @description The other leg. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "bridged";
        } | {
            /** @description The other leg. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "unbridged";
        } | {
            /** @description Which leg did. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "held";
        } | {
            /** @description Which leg did. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "resumed";
        } | {
            /** @description The agent's leg. */
            by: components["schemas"]["LegId"];
            /** @description Did it work. */
            done: boolean;
            /** @description Where to. */
            target: components["schemas"]["Pii_String"];
            /** @enum {string} */
            type: "transferred";
        } | {
            /** @description Whose. */
            agent: components["schemas"]["AgentId"];
            /** @description Which leg. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "line_lost";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description On which leg, perhaps a new one. */
            leg: components["schemas"]["LegId"];
            /** @enum {string} */
            type: "line_back";
        } | {
            /** @description The agent's leg. */
            by: components["schemas"]["LegId"];
            /** @description The leg that is rung. */
            leg: components["schemas"]["LegId"];
            /** @description Whom. */
            target: components["schemas"]["Pii_String"];
            /** @enum {string} */
            type: "consulting";
        } | {
            /** @description Three at least. */
            legs: components["schemas"]["LegId"][];
            /** @enum {string} */
            type: "joined";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description What. */
            text: components["schemas"]["Pii_String"];
            /** @enum {string} */
            type: "noted";
        } | {
            /** @description Who says so. */
            agent: components["schemas"]["AgentId"];
            /** @description How. */
            mood: components["schemas"]["Mood"];
            /** @description When in the call. */
            span: components["schemas"]["Span"];
            /** @enum {string} */
            type: "mood_corrected";
        } | {
            /** @description Who says so. */
            agent: components["schemas"]["AgentId"];
            intent: null | components["schemas"]["IntentId"];
            /** @enum {string} */
            type: "intent_corrected";
        } | {
            /** @description Who says so. */
            agent: components["schemas"]["AgentId"];
            /** @description Taken. */
            done: boolean;
            /** @description Which. */
            step: components["schemas"]["LastStep"];
            /** @enum {string} */
            type: "step_marked";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @description What, until when, where. */
            promise: components["schemas"]["PromiseMade"];
            /** @enum {string} */
            type: "promise_made";
        } | {
            /** @description Who says so. */
            agent: components["schemas"]["AgentId"];
            /** @description Which. */
            promise: components["schemas"]["PromiseId"];
            /** @enum {string} */
            type: "promise_withdrawn";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @enum {string} */
            type: "abuse_reported";
        } | {
            /** @description Who. */
            agent: components["schemas"]["AgentId"];
            /** @enum {string} */
            type: "wrapped_up";
            /** @description What was written down. */
            wrap_up: components["schemas"]["WrapUp"];
        } | {
            /** @description Did we keep our word. */
            kept: boolean | null;
            /** @description How. */
            mood: components["schemas"]["Mood"];
            /** @enum {string} */
            type: "caller_felt";
        } | {
            entered_by: null | components["schemas"]["AgentId"];
            /** @description They agree. */
            given: boolean;
            /** @description How it is known. */
            how: components["schemas"]["ConsentHow"];
            /** @description About what. */
            to: components["schemas"]["Consented"];
            /** @enum {string} */
            type: "consent";
        } | {
            /** @enum {string} */
            type: "recording_started";
        } | {
            /** @description Who asked for it. */
            agent: components["schemas"]["AgentId"];
            /** @enum {string} */
            type: "recording_paused";
        } | {
            agent: null | components["schemas"]["AgentId"];
            /** @enum {string} */
            type: "recording_resumed";
        } | {
            /** @enum {string} */
            type: "recording_failed";
            /** @description What went wrong, without paths or names of persons. */
            what: string;
        } | {
            number: null | components["schemas"]["Pii_String"];
            /** @description Whose people call back. */
            queue: components["schemas"]["QueueId"];
            terms: null | components["schemas"]["CallbackTerms"];
            /** @enum {string} */
            type: "callback_promised";
        } | {
            /**
             * Format: float
             * @description Interarrival jitter (RFC 3550 §6.4.1), in milliseconds.
             */
            jitter_ms: number;
            /** @description Which leg. */
            leg: components["schemas"]["LegId"];
            /**
             * Format: float
             * @description Packets lost, in percent of those expected.
             */
            lost_pct: number;
            /**
             * Format: int64
             * @description Packets received.
             */
            received: number;
            /** @enum {string} */
            type: "quality";
        } | {
            /** @enum {string} */
            type: "erased";
            /** @description What. */
            what: components["schemas"]["Holding"][];
            /** @description Why. */
            why: components["schemas"]["ForgetCause"];
        } | {
            /** @description How. */
            hangup: components["schemas"]["Hangup"];
            /** @enum {string} */
            type: "ended";
        };
        /**
         * Format: uuid
         * @description One call, from the first INVITE to the last BYE, however many legs it has.
         */
        CallId: string;
        /** @description A call's row beside the list of calls. */
        CallMarks: {
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description They came in the method's order. */
            in_order: boolean | null;
            name: null | components["schemas"]["Pii_String"];
            promise: null | components["schemas"]["PromiseState"];
            /**
             * Format: int32
             * @description The machine's score of the method, 0..=100; `null` too for whoever scores the call blindly.
             */
            score: number | null;
            sheet: null | components["schemas"]["SheetMark"];
            /** @description The steps of the method the machine found; `null` while it has not read the call, and for whoever scores it blindly. */
            steps: components["schemas"]["LastStep"][] | null;
        };
        /** @description How a whole call felt. A hint for people, never a mark on a person. */
        CallMood: {
            /** @description The last one. */
            end: components["schemas"]["Mood"];
            /** @description The worst moment: where it was most unpleasant. */
            peak: components["schemas"]["Peak"];
            /**
             * Format: float
             * @description End-weighted mean of how pleasant it was: −100 to 100.
             */
            score: number;
            /** @description Share of the time in each mood; the shares sum to 1. */
            share: components["schemas"]["MoodScores"];
            /** @description The first label that was told. */
            start: components["schemas"]["Mood"];
            /**
             * Format: float
             * @description Mean of the last third minus mean of the first third, halved: −100 to 100, above 0 for better.
             */
            trend: number;
        };
        /**
         * @description What is to happen with the call on the desk.
         * @enum {string}
         */
        CallOrder: "hold" | "resume" | "complete" | "cancel" | "join" | "pause-recording" | "resume-recording" | "refuse-recording" | "hang-up" | "reattach" | "abuse";
        /**
         * @description How a call stands for the agent.
         * @enum {string}
         */
        CallPhase: "ringing" | "talking" | "held" | "lost" | "consulting" | "calling_back" | "conference" | "wrap_up";
        /** @description What is known of how a call was served. */
        CallReviews: {
            machine: null | components["schemas"]["Review"];
            /** @description Sheets the asker may see, oldest first. */
            sheets: components["schemas"]["SheetNow"][];
            /** @description Answers given after the answer book had changed; nothing for whoever scores the call blindly. */
            stale: components["schemas"]["StaleSaid"][];
        };
        /** @description What a list of calls shows of a call. */
        CallSummary: {
            /** @description An agent was abused in it. */
            abuse: boolean;
            agent: null | components["schemas"]["AgentId"];
            answered: null | components["schemas"]["Timestamp"];
            /** @description When the first INVITE came. */
            began: components["schemas"]["Timestamp"];
            bridged: null | components["schemas"]["Timestamp"];
            /** @description What was dialled. */
            dialled: string;
            ended: null | components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description Events in its timeline.
             */
            events: number;
            felt: null | components["schemas"]["Mood"];
            /** @description Whether we kept our word, as the caller says. */
            felt_kept: boolean | null;
            figures: null | components["schemas"]["Figures"];
            from: null | components["schemas"]["Pii_String"];
            hangup: null | components["schemas"]["Hangup"];
            /** @description Which call. */
            id: components["schemas"]["CallId"];
            intent: null | components["schemas"]["IntentId"];
            intent_said: null | components["schemas"]["IntentSaid"];
            language: null | components["schemas"]["Language"];
            /** @description Length of the sound so far. */
            media_length: components["schemas"]["MediaTime"];
            mood_first: null | components["schemas"]["Mood"];
            mood_last: null | components["schemas"]["Mood"];
            mood_said: null | components["schemas"]["Mood"];
            outcome: null | components["schemas"]["Outcome"];
            queue: null | components["schemas"]["QueueId"];
            /** @description How its recording stands. */
            recording: components["schemas"]["RecordingState"];
            summary: null | components["schemas"]["Pii_String"];
        };
        /** @description With what a promised callback is made, so that the caller is asked nothing twice and waits as before. */
        CallbackTerms: {
            /** @description Emergency words were said: first in line. */
            emergency: boolean;
            /** @description The opening hours of the site by which people must be there again first; `None` when they need not. */
            hours: string | null;
            intent: null | components["schemas"]["IntentGuess"];
            /** @description The caller's language. */
            language: components["schemas"]["Language"];
            /** @description How the caller felt. */
            mood: components["schemas"]["MoodScores"];
            since: null | components["schemas"]["Timestamp"];
        };
        /** @description One line of a card's history. */
        CardStep: {
            /** @description What was done. */
            action: string;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            note: null | components["schemas"]["Pii_String"];
            /** @description Who; the machine has the name `machine`. */
            user: components["schemas"]["AgentId"];
        };
        /** @description What an agent carried since the day began. Counted from the callers served, shown to the agent first. */
        Care: {
            /**
             * Format: int32
             * @description Callers handed over for abuse.
             */
            abuse: number;
            /**
             * Format: double
             * @description The share of the day's budget of hard minutes that is used; from 1 on hot callers go to others who are free.
             */
            budget_used: number;
            /**
             * Format: int32
             * @description Talks with callers who were hard on the agent.
             */
            hard_calls: number;
            /**
             * Format: double
             * @description Minutes of talk, each weighted by how hard the caller's mood was on the agent (0 calm, 1 angry).
             */
            hard_minutes: number;
            /**
             * Format: double
             * @description Hard minutes since the last rest.
             */
            hard_minutes_since_rest: number;
            /** @description A rest is due: offered, never forced. */
            rest_offered: boolean;
            rested: null | components["schemas"]["Timestamp"];
        };
        /**
         * @description Where a customer met the organisation.
         * @enum {string}
         */
        Channel: "phone" | "branch";
        /** @description One of several answers. */
        Choice: {
            /** @description Its name, one of a kind in the question. */
            id: string;
            /**
             * Format: int32
             * @description 0..=100 of the question's points.
             */
            percent: number;
            /** @description As shown. */
            words: components["schemas"]["Words"];
        };
        /** @description Somebody of the house, to be chosen from a list. */
        Colleague: {
            /** @description The name people read. */
            display_name: string;
            /** @description Their sign-in name. */
            name: components["schemas"]["AgentId"];
            /** @description What they do. */
            role: components["schemas"]["Role"];
        };
        /** @description A remark. */
        Comment: {
            /** @description By whom. */
            author: components["schemas"]["AgentId"];
            /** @description On which call. */
            call: components["schemas"]["CallId"];
            /** @description When it was changed last. */
            changed_at: components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["CommentId"];
            /** @description When it was written. */
            made_at: components["schemas"]["Timestamp"];
            /** @description The users named in it as `@name`. */
            mentions: components["schemas"]["AgentId"][];
            reply_to: null | components["schemas"]["CommentId"];
            resolved: null | components["schemas"]["Resolved"];
            /** @description On which stretch. */
            span: components["schemas"]["Span"];
            /** @description In words. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description What is to change about a remark; what is left out stays. */
        CommentChange: {
            /** @description Settled, or open again. */
            resolved?: boolean | null;
            text?: null | components["schemas"]["Pii_String"];
        };
        /**
         * Format: uuid
         * @description One remark on a stretch of a call.
         */
        CommentId: string;
        /** @description A remark as somebody writes it. */
        CommentWritten: {
            /** @description To there. */
            end_ms: components["schemas"]["MediaTime"];
            reply_to?: null | components["schemas"]["CommentId"];
            /** @description From there in the call. */
            start_ms: components["schemas"]["MediaTime"];
            /** @description In words; `@name` tells a colleague. */
            text: components["schemas"]["Pii_String"];
        };
        /**
         * @description How a caller agreed or refused.
         * @enum {string}
         */
        ConsentHow: "notice" | "key" | "words" | "agent";
        /**
         * @description What a caller agrees to or refuses.
         * @enum {string}
         */
        Consented: "recording" | "voice";
        /** @description One meeting of a customer with the organisation, newest first in a history. */
        Contact: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            branch: null | components["schemas"]["BranchId"];
            call: null | components["schemas"]["CallId"];
            /** @description Where. */
            channel: components["schemas"]["Channel"];
            intent: null | components["schemas"]["IntentId"];
            mood_first: null | components["schemas"]["Mood"];
            mood_last: null | components["schemas"]["Mood"];
            summary: null | components["schemas"]["Pii_String"];
        };
        /** @description What signing in asks. */
        Credentials: {
            /** @description The name. */
            name: components["schemas"]["AgentId"];
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /** @description Somebody the organisation serves. No balance and no value: a person. */
        Customer: {
            city: null | components["schemas"]["Pii_String"];
            /** @description Its id. */
            id: components["schemas"]["CustomerId"];
            language: null | components["schemas"]["Language"];
            name: null | components["schemas"]["Pii_String"];
            /** @description Numbers they call from. */
            numbers: components["schemas"]["Pii_String"][];
            occasion: null | components["schemas"]["Pii_String"];
        };
        /** @description A customer of the organisation. */
        CustomerId: string;
        /** @description A customer as an agent writes them down. */
        CustomerWritten: {
            city?: null | components["schemas"]["Pii_String"];
            language?: null | components["schemas"]["Language"];
            name?: null | components["schemas"]["Pii_String"];
            /** @description Numbers they call from. */
            numbers: components["schemas"]["Pii_String"][];
            occasion?: null | components["schemas"]["Pii_String"];
        };
        /** @description The call on a desk. */
        DeskCall: {
            /** @description When the caller came. */
            began_ms: components["schemas"]["Timestamp"];
            bridged_ms: null | components["schemas"]["Timestamp"];
            handover: null | components["schemas"]["HandoverCause"];
            held_since_ms: null | components["schemas"]["Timestamp"];
            /** @description Which. */
            id: components["schemas"]["CallId"];
            intent: null | components["schemas"]["IntentGuess"];
            language: null | components["schemas"]["Language"];
            mood: null | components["schemas"]["MoodReading"];
            /** @description How the caller felt so far, oldest first. */
            mood_line: components["schemas"]["MoodReading"][];
            number: null | components["schemas"]["Pii_String"];
            other: null | components["schemas"]["OtherParty"];
            /** @description How it stands for this agent. */
            phase: components["schemas"]["CallPhase"];
            queue: null | components["schemas"]["QueueId"];
            reasons: null | components["schemas"]["OfferReasons"];
            /** @description It is being recorded. */
            recording: boolean;
            recording_paused_until_ms: null | components["schemas"]["Timestamp"];
            /** @description The caller does not want to be recorded: nothing of their sound is kept. */
            recording_refused: boolean;
            ring_until_ms: null | components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description How long the caller waited for a person.
             */
            waited_ms: number;
        };
        /** @description An agent's desk as it is now. */
        DeskNow: {
            /** @description Whose. */
            agent: components["schemas"]["AgentId"];
            call: null | components["schemas"]["DeskCall"];
            /** @description How hard the day was. */
            care: components["schemas"]["Care"];
            /** @description Name as colleagues and callers hear it. */
            display_name: string;
            /** @description The phone in the browser is connected. */
            flow: boolean;
            /** @description A phone is registered, in the browser or on the desk. */
            phone: boolean;
            reason: null | components["schemas"]["NotReadyReason"];
            since_ms: null | components["schemas"]["Timestamp"];
            /** @description What they are doing. */
            state: components["schemas"]["DeskState"];
            wrap_up_until_ms: null | components["schemas"]["Timestamp"];
        };
        /**
         * @description What an agent is doing, in a word.
         * @enum {string}
         */
        DeskState: "signed_out" | "ready" | "not_ready" | "ringing" | "talking" | "wrap_up";
        /** @description Where phone and branch differed. */
        Differed: {
            /** @description The branches with most of them. */
            branches: components["schemas"]["Gap"][];
            /**
             * Format: int32
             * @description Judged a contradiction by a person.
             */
            contradicted: number;
            /** @description Contradictions, broken promises, falls of mood, different rules. */
            found: number[];
            /** @description The latest lessons. */
            lessons: components["schemas"]["Pii_String"][];
            /** @description The topics with most of them. */
            topics: components["schemas"]["Gap"][];
            /**
             * Format: int32
             * @description Judged by nobody yet.
             */
            waiting: number;
        };
        /** @description An answer given after it was changed. */
        Drift: {
            /**
             * Format: int64
             * @description Days since the change.
             */
            days_late: number;
            /** @description The entry it is taken from, no longer valid. */
            given: string;
            /** @description What was said, where. */
            quote: components["schemas"]["Quote"];
            /** @description What it answers. */
            topic: string;
            /** @description The entry that was valid on the day. */
            valid: string;
        };
        /** @description The moment that was meant. */
        DueMeant: {
            due_ms: null | components["schemas"]["Timestamp"];
            text: null | components["schemas"]["Pii_String"];
        };
        /** @description A date as somebody said it. */
        DueSaid: {
            /** @description «يوم الأحد», "by Sunday". */
            text: components["schemas"]["Pii_String"];
        };
        /** @description Why a leg is over or never came up, in the words of SIP's outcomes (RFC 3261 §21, RFC 3326). */
        EndCause: {
            /** @enum {string} */
            cause: "hung_up";
        } | {
            /** @enum {string} */
            cause: "cancelled";
        } | {
            /** @enum {string} */
            cause: "busy";
        } | {
            /** @enum {string} */
            cause: "declined";
        } | {
            /** @enum {string} */
            cause: "no_answer";
        } | {
            /** @enum {string} */
            cause: "unreachable";
        } | {
            /** @enum {string} */
            cause: "rejected";
            /**
             * Format: int32
             * @description Any other final status.
             */
            status: number;
        } | {
            /** @enum {string} */
            cause: "not_acceptable";
        } | {
            /** @enum {string} */
            cause: "media_lost";
        } | {
            /** @enum {string} */
            cause: "session_expired";
        } | {
            /** @enum {string} */
            cause: "released";
        } | {
            /** @enum {string} */
            cause: "interrupted";
        };
        /** @description One message of `/api/v1/events`. */
        EventMessage: {
            /** @description The line. */
            entry: components["schemas"]["TimelineEntry"];
            /**
             * Format: int64
             * @description Its place among the lines of all calls; come back with the last one as `since`.
             */
            seq: number;
            /** @enum {string} */
            topic: "calls";
        } | {
            /**
             * Format: int64
             * @description The first.
             */
            from: number;
            /**
             * Format: int64
             * @description The last.
             */
            to: number;
            /** @enum {string} */
            topic: "gap";
        } | {
            /** @description All agents. */
            agents: components["schemas"]["AgentNow"][];
            /** @description All queues. */
            queues: components["schemas"]["QueueNow"][];
            /** @enum {string} */
            topic: "floor";
        } | {
            /** @description The desk. */
            desk: components["schemas"]["DeskNow"];
            /** @enum {string} */
            topic: "desk";
        } | {
            /** @description What. */
            notice: components["schemas"]["Notice"];
            /** @enum {string} */
            topic: "notices";
        } | {
            /** @description In which call. */
            call: components["schemas"]["CallId"];
            /** @description The words so far. */
            partial: components["schemas"]["Partial"];
            /** @enum {string} */
            topic: "partial";
        };
        /** @description One thing seen or heard that speaks for a mood. */
        Evidence: {
            /** @description The mood it speaks for. */
            mood: components["schemas"]["Mood"];
            /** @description Where it comes from. */
            source: components["schemas"]["EvidenceSource"];
            /** @description Where in the call. */
            span: components["schemas"]["Span"];
            /**
             * Format: float
             * @description Weight in the log-linear fusion.
             */
            weight: number;
            /** @description What was seen, from our own lexicon or rules (`"ثالث مرة"`, `"silence_after_question"`): never the caller's free words. */
            what: string;
        };
        /**
         * @description Where evidence comes from.
         * @enum {string}
         */
        EvidenceSource: "words" | "behaviour" | "voice" | "agent";
        /** @description The page. */
        Executive: {
            /** @description How callers were served. */
            calls: components["schemas"]["Served"];
            /** @description Where phone and branch differed. */
            consistency: components["schemas"]["Differed"];
            /** @description From. */
            from: components["schemas"]["Timestamp"];
            /** @description Whether our word was kept. */
            promises: components["schemas"]["WordKept"];
            /** @description Whom we lost in silence. */
            silent: components["schemas"]["Silent"];
            /** @description Until. */
            to: components["schemas"]["Timestamp"];
        };
        /** @description Somebody who may come because we promised something. */
        Expected: {
            name: null | components["schemas"]["Pii_String"];
            /** @description The promise. */
            promise: components["schemas"]["OwedPromise"];
        };
        /** @description One thing told. */
        Fact: {
            /** @description Which of its kind, from our own lists and never a customer's words: `power_of_attorney`, `refund`. */
            about: string;
            /** @description The kind of thing. */
            topic: components["schemas"]["Topic"];
            /** @description What was told of it. */
            value: unknown;
        };
        /** @description How a call felt. */
        Feeling: {
            /** @description Did we keep our word. */
            kept?: boolean | null;
            /** @description How. */
            mood: components["schemas"]["Mood"];
        };
        /** @description A mood with who says so and how sure that is. */
        FeltMood: {
            /**
             * Format: float
             * @description 0..=1; a person's word is 1.
             */
            confidence: number;
            /** @description How. */
            mood: components["schemas"]["Mood"];
            /** @description Who says so. */
            source: components["schemas"]["MoodSource"];
        };
        /** @description One thing known of a customer. */
        Field: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who wrote it down. */
            by: components["schemas"]["AgentId"];
            /** @description The customer agreed that we keep and use it. Without that only who wrote it and an admin see it. */
            consent: boolean;
            /** @description The day of an occasion, `YYYY-MM-DD`, or `MM-DD` for one of every year. */
            day: string | null;
            /** @description What it tells. */
            kind: components["schemas"]["FieldKind"];
            /** @description How we know. */
            source: components["schemas"]["FieldSource"];
            /** @description The thing itself; a language is its ISO 639-1 code. */
            value: components["schemas"]["Pii_String"];
        };
        /** @description Which field goes. */
        FieldDropped: {
            /** @description What it tells. */
            kind: components["schemas"]["FieldKind"];
            /** @description The thing itself. */
            value: components["schemas"]["Pii_String"];
        };
        /**
         * @description What a [`Field`] tells.
         * @enum {string}
         */
        FieldKind: "name" | "address_as" | "language" | "dialect" | "occasion" | "preference" | "national_id_tail" | "branch_number" | "ticket";
        /**
         * @description How we know a thing of a customer.
         * @enum {string}
         */
        FieldSource: "customer" | "agent" | "branch" | "import";
        /** @description Something about a customer as it is written down. */
        FieldWritten: {
            /** @description The customer agreed that we keep it. */
            consent: boolean;
            /** @description The day of an occasion, `YYYY-MM-DD` or `MM-DD`. */
            day?: string | null;
            /** @description What it tells. */
            kind: components["schemas"]["FieldKind"];
            /** @description How we know. */
            source: components["schemas"]["FieldSource"];
            /** @description The thing itself. */
            value: components["schemas"]["Pii_String"];
        };
        /** @description Lengths by which calls are looked for, in milliseconds of the call's sound. */
        Figures: {
            /**
             * Format: int64
             * @description All time on hold.
             */
            hold_ms: number;
            /**
             * Format: int64
             * @description The longest stretch in which caller and agent spoke at once.
             */
            overlap_ms: number;
            /**
             * Format: int64
             * @description The longest stretch of a talk with a person in which neither spoke; holds are none.
             */
            silence_ms: number;
        };
        /** @description One difference between phone and branch, for a person to judge. */
        Finding: {
            /** @description Which of its topic, from our own lists: `power_of_attorney`, `refund`. */
            about: string;
            book: null | components["schemas"]["BookSays"];
            /** @description The branch's side. */
            branch: components["schemas"]["Quote"];
            /**
             * Format: float
             * @description 0..=1: how sure the machine is.
             */
            confidence: number;
            /** @description What kind. */
            kind: components["schemas"]["FindingKind"];
            /** @description The phone's side. */
            phone: components["schemas"]["Quote"];
            promise: null | components["schemas"]["PromiseId"];
            /** @description About what. */
            topic: components["schemas"]["Topic"];
            /** @description Why, in an Arabic sentence. */
            why_ar: components["schemas"]["Pii_String"];
            /** @description Why, in an English sentence. */
            why_en: components["schemas"]["Pii_String"];
        };
        /**
         * Format: uuid
         * @description One place where phone and branch differ.
         */
        FindingId: string;
        /**
         * @description What kind of difference.
         * @enum {string}
         */
        FindingKind: "contradiction" | "broken_promise" | "mood_fall" | "rule_differs";
        /**
         * @description How far a finding has come.
         * @enum {string}
         */
        FindingState: "open" | "asked" | "answered" | "judged" | "closed";
        /** @description The first administrator. */
        FirstAdmin: {
            /** @description The name colleagues see. */
            display_name: components["schemas"]["Pii_String"];
            /** @description The name to sign in with. */
            name: components["schemas"]["AgentId"];
            /**
             * Format: password
             * @description The password.
             */
            password: string;
        };
        /**
         * @description Why it was taken out.
         * @enum {string}
         */
        ForgetCause: "retention" | "request";
        /** @description A form. A change of it is a new version; sheets stay with the version they were filled in. */
        Form: {
            /** @description Its name in files and in the API. */
            id: string;
            /** @description Its sections, in order. */
            sections: components["schemas"]["Section"][];
            /** @description Its title. */
            title: components["schemas"]["Words"];
            /**
             * Format: int32
             * @description Counts from 1.
             */
            version: number;
        };
        /** @description A form as somebody writes it. */
        FormWritten: {
            /** @description Its sections, in order. */
            sections: components["schemas"]["Section"][];
            /** @description Its title. */
            title: components["schemas"]["Words"];
        };
        /**
         * @description By what somebody was found.
         * @enum {string}
         */
        FoundBy: "number" | "national_id" | "ticket" | "branch_number" | "name";
        /** @description A call of a list, with what answers the list's words in it. */
        FoundCall: components["schemas"]["CallSummary"] & {
            /** @description Its newest hits, at most [`MOST_OF_A_CALL`]; none when no words were asked for. */
            hits: components["schemas"]["Hit"][];
        };
        /** @description A recorded visit, with what answers the words in it. */
        FoundVisit: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Where. */
            branch: components["schemas"]["BranchId"];
            /** @description Whose. */
            customer: components["schemas"]["CustomerId"];
            /** @description Its first hits, at most three. */
            hits: components["schemas"]["VisitHit"][];
            left: null | components["schemas"]["Mood"];
            /** @description Which visit. */
            visit: components["schemas"]["VisitId"];
        };
        /** @description A recorded visit in a search, and whose it was. */
        FoundVisitShown: components["schemas"]["FoundVisit"] & {
            name: null | components["schemas"]["Pii_String"];
        };
        /** @description A difference of two shares with its 95 % interval (Newcombe 1998, method 10), in percentage points. */
        Gain: {
            /**
             * Format: double
             * @description Not more than this.
             */
            high: number;
            /**
             * Format: double
             * @description Not less than this.
             */
            low: number;
            /**
             * Format: double
             * @description The difference.
             */
            points: number;
        };
        /** @description The differences of one topic, branch or queue. */
        Gap: {
            /**
             * Format: double
             * @description And after it.
             */
            after: number | null;
            /**
             * Format: double
             * @description Findings in a hundred meetings before it; `null` without a lesson, or without a meeting before it.
             */
            before: number | null;
            /**
             * Format: int32
             * @description A person judged them a contradiction.
             */
            contradicted: number;
            /**
             * Format: int32
             * @description Found by the machine, without those a person found to be none.
             */
            findings: number;
            /**
             * Format: int32
             * @description A person judged the word kept, whole or in part.
             */
            kept: number;
            /** @description Which. */
            key: string;
            lesson_at: null | components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description A person found nothing wrong.
             */
            no_fault: number;
            /**
             * Format: int32
             * @description Nobody has judged them.
             */
            waiting: number;
        };
        /** @description The differences of some days. */
        Gaps: {
            /** @description By branch. */
            by_branch: components["schemas"]["Gap"][];
            /** @description By queue. */
            by_queue: components["schemas"]["Gap"][];
            /** @description By what they are about: `amount`, `date`, `document`, `fee`, `condition`, `yes_no`, `promise`, `mood`. */
            by_topic: components["schemas"]["Gap"][];
            /** @description Answers that were still the old text's after the answer book had changed, most first. */
            stale: components["schemas"]["StaleGap"][];
        };
        /**
         * @description Which of two groups somebody is in.
         * @enum {string}
         */
        Group: "called" | "held_out";
        /** @description Somebody wants to call. */
        GuestAsks: {
            /** @description The caller has read that the call is recorded, and agrees. */
            consent: boolean;
            /** @description The language of the page. */
            language: components["schemas"]["Language"];
        };
        /** @description How it stands with a guest's call. */
        GuestNow: {
            /** @description Who answers, as callers hear the name. */
            agent: string | null;
            /** @description Where the call is. */
            phase: components["schemas"]["GuestPhase"];
            /**
             * Format: int32
             * @description The place in line; 1 is next.
             */
            position: number | null;
            /** @description Nobody was there to answer: a callback is owed, once it is known where. */
            promised: boolean;
            wait: null | components["schemas"]["WaitRange"];
        };
        /**
         * @description Where a guest's call is.
         * @enum {string}
         */
        GuestPhase: "new" | "machine" | "waiting" | "ringing" | "talking" | "ended";
        /** @description What to call with. */
        GuestTicket: {
            /** @description Give it as `?ticket=` to `/sip`. */
            ticket: string;
            /** @description What to dial. */
            uri: string;
        };
        /** @description A visit is handed over to the phone. */
        HandOver: {
            note?: null | components["schemas"]["Pii_String"];
            number?: null | components["schemas"]["Pii_String"];
        };
        /**
         * @description Why automation ended.
         * @enum {string}
         */
        HandoverCause: "flow" | "asked" | "mood" | "emergency" | "silence" | "not_understood" | "limit" | "abuse" | "agent_lost" | "fault";
        /**
         * @description How a call ended, in the caller's terms.
         * @enum {string}
         */
        Hangup: "by_caller" | "by_agent" | "served" | "abandoned" | "gave_up" | "cancelled" | "callback_promised" | "not_reached" | "failed" | "interrupted";
        /** @description What a hold holds. */
        Held: {
            /** @description One call. */
            call: components["schemas"]["CallId"];
        } | {
            /** @description Everything of a customer: calls that come later too. */
            customer: components["schemas"]["CustomerId"];
        };
        /**
         * @description What in a call's review answers a question.
         * @enum {string}
         */
        Hint: "listen" | "apologise" | "solve" | "thank" | "in_order" | "no_talking_over" | "mood_not_worse";
        /** @description A turn that answers a query. */
        Hit: {
            agent: null | components["schemas"]["AgentId"];
            /** @description When that began. */
            began: components["schemas"]["Timestamp"];
            /** @description In which call. */
            call: components["schemas"]["CallId"];
            /** @description Language it was read in. */
            language: components["schemas"]["Language"];
            /** @description What to light in `text`. */
            marks: components["schemas"]["Mark"][];
            mood: null | components["schemas"]["Mood"];
            queue: null | components["schemas"]["QueueId"];
            /** @description How near it is to what was asked. */
            rank: components["schemas"]["Rank"];
            /** @description The passage around the first of them. */
            snippet: components["schemas"]["Pii_String"];
            /** @description What to light in `snippet`. */
            snippet_marks: components["schemas"]["Mark"][];
            /** @description When, in the call. */
            span: components["schemas"]["Span"];
            /** @description Who spoke. */
            speaker: components["schemas"]["Speaker"];
            /** @description The words as the transcript has them; where only the turn's other reading answers, that one. */
            text: components["schemas"]["Pii_String"];
            /** @description Which turn. */
            utterance: components["schemas"]["UtteranceId"];
        };
        /** @description One hold. */
        Hold: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who placed it. */
            by: components["schemas"]["AgentId"];
            /** @description Its id. */
            id: string;
            /** @description What it holds. */
            on: components["schemas"]["Held"];
            /** @description Why: the case it is for. */
            why: components["schemas"]["Pii_String"];
        };
        /** @description A hold to be placed. */
        HoldWritten: {
            /** @description What: `{"call": ID}`, or `{"customer": ID}` for everything of a customer, also what comes later. */
            on: components["schemas"]["Held"];
            /** @description The case it is for. */
            why: components["schemas"]["Pii_String"];
        };
        /**
         * @description A part of what is kept of a call.
         * @enum {string}
         */
        Holding: "recording" | "transcript" | "timeline";
        /** @description What waits for whoever asks. */
        Inbox: {
            /** @description Sheets about their own work they have not answered. */
            about_me: components["schemas"]["SheetNow"][];
            /** @description Disputed sheets they may judge. */
            disputes: components["schemas"]["SheetNow"][];
            /** @description Remarks that name them and are not settled, newest first. */
            mentions: components["schemas"]["Comment"][];
            /** @description Drawn calls they have to score, the first or the second time. */
            to_score: components["schemas"]["KeptSample"][];
        };
        /** @description What the caller really wants. */
        IntentCorrection: {
            intent: null | components["schemas"]["IntentId"];
        };
        /** @description The understanding of one utterance. */
        IntentGuess: {
            /** @description The best candidates, most probable first, whether or not one was accepted. */
            alternatives: components["schemas"]["IntentScore"][];
            /**
             * Format: float
             * @description Calibrated confidence in `intent` (or that it is none of them), 0..=1.
             */
            confidence: number;
            intent: null | components["schemas"]["IntentId"];
        };
        /** @description What a caller may want, as named by a file in `config/intents/`. */
        IntentId: string;
        /** @description Something callers may want. */
        IntentName: {
            /** @description Which. */
            id: components["schemas"]["IntentId"];
            /** @description As people call it. */
            name: components["schemas"]["Names"];
        };
        /** @description An agent's word on what a caller wanted. */
        IntentSaid: {
            intent: null | components["schemas"]["IntentId"];
        };
        /** @description One candidate. */
        IntentScore: {
            /**
             * Format: float
             * @description 0..=1.
             */
            confidence: number;
            /** @description Which intent. */
            intent: components["schemas"]["IntentId"];
        };
        /** @description Everything that happened between a customer and the organisation, oldest first. */
        Journey: {
            /** @description The steps. */
            steps: components["schemas"]["JourneyStep"][];
            /** @description Which step was the worst, counted from 0; `None` when none was bad. */
            worst: number | null;
        };
        /** @description One step. */
        JourneyStep: {
            agent: null | components["schemas"]["AgentId"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            branch: null | components["schemas"]["BranchId"];
            call: null | components["schemas"]["CallId"];
            intent: null | components["schemas"]["IntentId"];
            /** @description What happened. */
            kind: components["schemas"]["StepKind"];
            mood: null | components["schemas"]["FeltMood"];
            promise: null | components["schemas"]["PromiseId"];
            text: null | components["schemas"]["Pii_String"];
            visit: null | components["schemas"]["VisitId"];
        };
        /** @description How a person judged a finding, on evidence from both sides. */
        Judgement: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description The evidence of the branch. */
            branch: components["schemas"]["SideEvidence"];
            /** @description Who. */
            by: components["schemas"]["AgentId"];
            note: null | components["schemas"]["Pii_String"];
            /** @description The evidence of the phone. */
            phone: components["schemas"]["SideEvidence"];
            /** @description Why it came so. */
            reason: components["schemas"]["Reason"];
            /** @description What it is. */
            verdict: components["schemas"]["Verdict"];
        };
        /** @description A difference and how far it has come. */
        KeptFinding: {
            answer: null | components["schemas"]["Said"];
            branch: null | components["schemas"]["BranchId"];
            call: null | components["schemas"]["CallId"];
            customer: null | components["schemas"]["CustomerId"];
            /** @description What was found, with both quotes. */
            finding: components["schemas"]["Finding"];
            /** @description When it was found. */
            found_at: components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["FindingId"];
            lesson: null | components["schemas"]["Said"];
            question: null | components["schemas"]["BranchQuestion"];
            queue: null | components["schemas"]["QueueId"];
            /** @description How far it has come. */
            state: components["schemas"]["FindingState"];
            verdict: null | components["schemas"]["Judgement"];
            visit: null | components["schemas"]["VisitId"];
        };
        /** @description A silent customer and how far it has come. */
        KeptOutreach: {
            assigned: null | components["schemas"]["AgentId"];
            back_at: null | components["schemas"]["Timestamp"];
            closed_at: null | components["schemas"]["Timestamp"];
            /** @description Who and why. */
            found: components["schemas"]["SilentPerson"];
            /** @description To be called, or left alone to compare with. */
            group: components["schemas"]["Group"];
            /** @description Its id. */
            id: components["schemas"]["OutreachId"];
            mood_back: null | components["schemas"]["Mood"];
            note: null | components["schemas"]["Pii_String"];
            outcome: null | components["schemas"]["OutreachOutcome"];
            /** @description How far it has come. */
            state: components["schemas"]["OutreachState"];
            /**
             * Format: int32
             * @description How often they were called and did not answer.
             */
            unanswered: number;
        };
        /** @description A call drawn for review. */
        KeptSample: {
            /** @description Whose. */
            agent: components["schemas"]["AgentId"];
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description The reviewer's scorecard is published. */
            done: boolean;
            /** @description When it was drawn. */
            drawn_at: components["schemas"]["Timestamp"];
            reviewer: null | components["schemas"]["AgentId"];
            /** @description What spoke for it; nothing where it was chance alone. */
            risks: components["schemas"]["Risk"][];
            second: null | components["schemas"]["AgentId"];
            /** @description The second scorecard is published. */
            second_done: boolean;
        };
        /**
         * @description A caller's language.
         * @enum {string}
         */
        Language: "ar" | "en";
        /** @description Something marked, with its evidence. */
        LastMark: {
            /** @description What. */
            kind: components["schemas"]["MarkKind"];
            /** @description The phrase of ours that was found in them. */
            phrase: string;
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            /** @description The line of the transcript. */
            utterance: components["schemas"]["UtteranceId"];
            /** @description The words of it. */
            words: components["schemas"]["Pii_String"];
        };
        /** @description How the agent followed the method. */
        LastReview: {
            /** @description Every apology, in order. */
            apologies: components["schemas"]["Apology"][];
            /**
             * Format: int64
             * @description From the first apology that was followed by an action to that action, in milliseconds.
             */
            apology_to_action_ms: number | null;
            /** @description Every step taken, where it was first taken (the thanks: last), in the order of the call. */
            found: components["schemas"]["StepFound"][];
            /** @description The steps found came in the method's order. */
            in_order: boolean;
            /** @description How the agent listened. */
            listening: components["schemas"]["Listening"];
            /** @description What to know of the caller's side: a mistake, abuse, and where the agent made them feel right. */
            marks: components["schemas"]["LastMark"][];
            /** @description The steps not taken, in the method's order; empty when no agent spoke. */
            missing: components["schemas"]["LastStep"][];
            /** @description Every pair that did not. */
            order_errors: components["schemas"]["OrderError"][];
            /**
             * Format: int32
             * @description 0..=100; `None` when no agent spoke.
             */
            score: number | null;
            /**
             * Format: int32
             * @description How sincere the apologies sound, 0..=100; `None` without one.
             */
            sincerity: number | null;
        };
        /**
         * @description A step of the method Listen, Apologise, Solve, Thank.
         * @enum {string}
         */
        LastStep: "listen" | "apologise" | "solve" | "thank";
        /**
         * Format: uuid
         * @description One party's connection within a call.
         */
        LegId: string;
        /**
         * @description Which side of a call a leg is.
         * @enum {string}
         */
        LegSide: "caller" | "agent" | "outside";
        /** @description What is learnt. */
        LessonWritten: {
            /** @description In words. */
            lesson: components["schemas"]["Pii_String"];
        };
        /** @description Listening in figures. Times are milliseconds. */
        Listening: {
            /**
             * Format: int64
             * @description How long agents spoke.
             */
            agent_ms: number;
            /**
             * Format: int32
             * @description The agents' share of the talk, 0..=100; `None` when nobody spoke for any time.
             */
            agent_share_pct: number | null;
            /**
             * Format: int64
             * @description How long the caller spoke.
             */
            caller_ms: number;
            /**
             * Format: int64
             * @description How long both spoke in those.
             */
            interrupted_ms: number;
            /**
             * Format: int32
             * @description Times the agent began to speak well before the caller had ended.
             */
            interruptions: number;
            /** @description The agent listened: took the step, and let the caller finish before the first solution. */
            listened: boolean;
            /**
             * Format: int64
             * @description The longest time in which nobody spoke, between two lines.
             */
            longest_silence_ms: number | null;
            /**
             * Format: int64
             * @description The median time from the caller's end to the agent's beginning, for answers that waited for the end.
             */
            response_ms: number | null;
            /** @description What was said back to the caller. */
            said_back: components["schemas"]["SaidBack"][];
            /**
             * Format: int64
             * @description How long both spoke at once before the first solution.
             */
            talked_over_ms: number;
        };
        /** @description A visit as the book keeps it. */
        LoggedVisit: components["schemas"]["Visit"] & {
            callback: null | components["schemas"]["CallId"];
            /** @description When it reached the book; a tablet without a line may have sent it late. */
            logged_at: components["schemas"]["Timestamp"];
            /** @description Who logged it. */
            logged_by: components["schemas"]["AgentId"];
            /** @description How its recording stands. */
            recording: components["schemas"]["VisitRecording"];
        };
        /** @description Characters of a text that answer a query: Unicode scalars of the original, start inclusive, end exclusive. */
        Mark: {
            /**
             * Format: int32
             * @description First character after it.
             */
            end: number;
            /**
             * Format: int32
             * @description First character.
             */
            start: number;
        };
        /** @description Words or a stretch of sound a mark rests on. */
        MarkEvidence: {
            /** @description Where in the sound. */
            span: components["schemas"]["Span"];
            utterance: null | components["schemas"]["UtteranceId"];
            words: null | components["schemas"]["Pii_String"];
        };
        /**
         * @description What is marked.
         * @enum {string}
         */
        MarkKind: "customer_mistaken" | "abuse" | "validated";
        /** @description A mark as a person gives it. */
        MarkWritten: {
            /** @description The answer. */
            answer: components["schemas"]["Answer"];
            comment: null | components["schemas"]["Pii_String"];
            /** @description What it rests on. */
            evidence: components["schemas"]["MarkEvidence"][];
        };
        /**
         * @description Who answered a question. The machine only suggests: a sheet is published when a person answered all of it.
         * @enum {string}
         */
        MarkedBy: "machine" | "person";
        /** @description Marks as a person gives them. Questions that are not named stay as they are. */
        MarksWritten: {
            comment?: null | components["schemas"]["Pii_String"];
            /** @description By question. */
            marks: {
                [key: string]: components["schemas"]["MarkWritten"];
            };
            /** @description Questions whose marks are taken back. */
            unmark?: string[];
        };
        /** @description Who is signed in. */
        Me: {
            /** @description Has a desk: is an agent of this centre. */
            agent: boolean;
            branch: null | components["schemas"]["BranchId"];
            /** @description To be sent back as `X-Wasl-CSRF` with every request that changes something. */
            csrf: string;
            /** @description The name colleagues see. */
            display_name: string;
            /** @description The name. */
            name: components["schemas"]["AgentId"];
            /** @description What they may see and do. */
            role: components["schemas"]["Role"];
            /**
             * Format: int32
             * @description The house's time, in minutes east of UTC.
             */
            zone_offset_min: number;
        };
        /** @description A value. Strings of digits are personal. */
        Meaning: {
            /** @enum {string} */
            kind: "number";
            /**
             * Format: double
             * @description The number.
             */
            number: number;
        } | {
            /** @enum {string} */
            kind: "ordinal";
            /**
             * Format: int64
             * @description The number.
             */
            number: number;
        } | {
            /** @enum {string} */
            kind: "percent";
            /**
             * Format: double
             * @description The number before the sign.
             */
            number: number;
        } | {
            /** @description The coin as an English word: `riyal`, `pound`, `piastre`. */
            coin: string;
            /** @description ISO 4217 code, where the words leave no doubt. */
            currency: string | null;
            /** @enum {string} */
            kind: "amount";
            /**
             * Format: int64
             * @description The amount in the coin's smallest part: `minor / 10^scale` coins.
             */
            minor: number;
            /**
             * Format: int32
             * @description Decimal places of the coin: 2 for most, 3 for dinars, 0 for a small coin whose currency is not known.
             */
            scale: number;
        } | {
            /** @description Whose months they are. */
            calendar: components["schemas"]["Calendar"];
            /**
             * Format: int32
             * @description Day of the month.
             */
            day: number | null;
            /** @enum {string} */
            kind: "date";
            /**
             * Format: int32
             * @description Month of the year, from 1.
             */
            month: number | null;
            weekday: null | components["schemas"]["Weekday"];
            /**
             * Format: int32
             * @description Year of the calendar.
             */
            year: number | null;
        } | {
            /**
             * Format: int32
             * @description Hour: of 24, or of twelve.
             */
            hour: number;
            /** @enum {string} */
            kind: "time";
            /**
             * Format: int32
             * @description Minute.
             */
            minute: number;
            /** @description The hour is one of twelve and the half of the day was not said. */
            twelve: boolean;
        } | {
            /** @description Its digits, `+` before them if said. */
            digits: components["schemas"]["Pii_String"];
            /** @enum {string} */
            kind: "phone";
        } | {
            /** @description Its digits. */
            digits: components["schemas"]["Pii_String"];
            /** @enum {string} */
            kind: "card";
            /** @description Does the last digit fit the others (Luhn). */
            valid: boolean;
        } | {
            /** @description Its digits. */
            digits: components["schemas"]["Pii_String"];
            /** @enum {string} */
            kind: "id";
        } | {
            /** @description Country and account, upper case, without spaces. */
            iban: components["schemas"]["Pii_String"];
            /** @enum {string} */
            kind: "iban";
            /** @description Do length and check digits fit (ISO 7064, mod 97). */
            valid: boolean;
        } | {
            /** @description The digits. */
            digits: components["schemas"]["Pii_String"];
            /** @enum {string} */
            kind: "digits";
        };
        /**
         * Format: int64
         * @description A position in a call's sound: milliseconds since the call's media began.
         */
        MediaTime: number;
        /** @description Two customers made one, so that it can be undone. */
        Merge: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who did it. */
            by: components["schemas"]["AgentId"];
            /** @description Who went into them. */
            gone: components["schemas"]["CustomerId"];
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Who is left, with everything of both. */
            kept: components["schemas"]["CustomerId"];
            /** @description Why. */
            rule: components["schemas"]["SamePersonRule"];
            undone: null | components["schemas"]["Timestamp"];
        };
        /** @description Who goes into whom. */
        MergeWanted: {
            /** @description The customer who goes into the one of the path. */
            gone: components["schemas"]["CustomerId"];
        };
        /**
         * @description A caller's mood.
         * @enum {string}
         */
        Mood: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
        /** @description How the caller really felt. */
        MoodCorrection: {
            /** @description To there. */
            end_ms: components["schemas"]["MediaTime"];
            /** @description How. */
            mood: components["schemas"]["Mood"];
            /** @description From there in the call. */
            start_ms: components["schemas"]["MediaTime"];
        };
        /** @description How the caller felt, from the readings of the call. */
        MoodLine: {
            end: null | components["schemas"]["Mood"];
            start: null | components["schemas"]["Mood"];
            /**
             * Format: float
             * @description How far the mood rose (+1) or fell (-1) from the first third of the readings to the last, halved.
             */
            trend: number;
            worst: null | components["schemas"]["Mood"];
        };
        /** @description How the caller felt over a stretch of the call. */
        MoodReading: {
            /**
             * Format: float
             * @description Calm 0 .. heated 1; `None` until the voice is read.
             */
            arousal: number | null;
            /**
             * Format: float
             * @description Calibrated confidence in the label, 0..=1.
             */
            confidence: number;
            /** @description What it rests on, strongest first. An empty list means the prior only. */
            evidence: components["schemas"]["Evidence"][];
            /** @description The most probable mood. */
            label: components["schemas"]["Mood"];
            /** @description Every mood's probability. */
            scores: components["schemas"]["MoodScores"];
            /** @description The stretch it was read from. */
            span: components["schemas"]["Span"];
            /**
             * Format: float
             * @description Unpleasant 0 .. pleasant 1; `None` until the voice is read.
             */
            valence: number | null;
        };
        /** @description Probability of each mood; they sum to 1. */
        MoodScores: {
            /**
             * Format: float
             * @description See [`Mood::Angry`].
             */
            angry: number;
            /**
             * Format: float
             * @description See [`Mood::Frustrated`].
             */
            frustrated: number;
            /**
             * Format: float
             * @description See [`Mood::Lost`].
             */
            lost: number;
            /**
             * Format: float
             * @description See [`Mood::Neutral`].
             */
            neutral: number;
            /**
             * Format: float
             * @description See [`Mood::Sad`].
             */
            sad: number;
            /**
             * Format: float
             * @description See [`Mood::Satisfied`].
             */
            satisfied: number;
        };
        /**
         * @description Who tells a mood; the customer's own word counts most, the machine's least.
         * @enum {string}
         */
        MoodSource: "machine" | "agent" | "staff" | "customer";
        /** @description A name in both languages. */
        Names: {
            /** @description In Arabic. */
            ar: string;
            /** @description In English. */
            en: string;
        };
        /**
         * @description Why an agent is away.
         * @enum {string}
         */
        NotReadyReason: "break" | "prayer" | "meal" | "meeting" | "back_office" | "no_answer" | "declined" | "line_lost" | "other";
        /** @description A note. */
        Note: {
            /** @description What is to be remembered. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description Something to be told. */
        Notice: {
            branch: null | components["schemas"]["BranchId"];
            /** @enum {string} */
            kind: "promise_due";
            /** @description Which. */
            promise: components["schemas"]["OwedPromise"];
            user: null | components["schemas"]["AgentId"];
        } | {
            /** @description On which call. */
            call: components["schemas"]["CallId"];
            /** @description The remark. */
            comment: components["schemas"]["CommentId"];
            /** @enum {string} */
            kind: "mentioned";
            /** @description Whom. */
            users: components["schemas"]["AgentId"][];
        } | {
            /** @description Which branch. */
            branch: components["schemas"]["BranchId"];
            /** @description Until when. */
            due: components["schemas"]["Timestamp"];
            /** @description About which finding. */
            finding: components["schemas"]["FindingId"];
            /** @enum {string} */
            kind: "asked";
        };
        /**
         * Format: uuid
         * @description One offer of one call to one agent.
         */
        OfferId: string;
        /** @description How an offer ended. */
        OfferOutcome: {
            /** @enum {string} */
            outcome: "accepted";
        } | {
            /** @description How. */
            cause: components["schemas"]["RefusalCause"];
            /** @enum {string} */
            outcome: "refused";
        } | {
            /** @enum {string} */
            outcome: "caller_gone";
        } | {
            /** @enum {string} */
            outcome: "withdrawn";
        };
        /** @description Why an agent was chosen. Kept with the call for ever. */
        OfferReasons: {
            /** @description Which of the two policies the meter had switched on, if it compares two: `a` or `b`; nothing while it washes out. */
            arm: string | null;
            /**
             * Format: int32
             * @description How many were free and eligible.
             */
            eligible: number;
            /** @description Its parts, largest first. */
            parts: components["schemas"]["ScorePart"][];
            /** @description The parts of their scores, in the same order. */
            runner_up_parts: components["schemas"]["ScorePart"][][];
            /** @description The agents who came next, with their scores. */
            runners_up: [
                string,
                number
            ][];
            /**
             * Format: double
             * @description The chosen agent's score.
             */
            score: number;
            /** @description The strategy that chose, such as `longest_idle`; empty for an agent called by name. */
            strategy: string;
            /**
             * Format: int64
             * @description How long the caller had waited.
             */
            waited_ms: number;
            /**
             * Format: float
             * @description What the caller is expected to weigh on whoever takes the call: 0 (calm) to 1 (angry).
             */
            weight: number;
            why: null | components["schemas"]["Why"];
        };
        /** @description A call with the figures of its timeline. */
        OneCall: components["schemas"]["CallSummary"] & {
            mood: null | components["schemas"]["CallMood"];
        };
        /** @description A step that came before one the method puts earlier. */
        OrderError: {
            /** @description Came too early. */
            early: components["schemas"]["LastStep"];
            /** @description Came too late. */
            late: components["schemas"]["LastStep"];
        };
        /** @description Who is asked or has joined, beside the caller. */
        OtherParty: {
            /** @description An agent's or a queue's name, or the number dialled. */
            name: components["schemas"]["Pii_String"];
            /** @description How it stands. */
            state: components["schemas"]["OtherState"];
        };
        /** @description A turn's reading that does not count. */
        OtherReading: {
            /**
             * Format: float
             * @description Mean word confidence, 0..=1.
             */
            confidence: number;
            /** @description Language it was read in. */
            language: components["schemas"]["Language"];
            /** @description Which model read it after the call; nothing when it was read live. */
            read_by: string | null;
            /** @description The words. */
            text: components["schemas"]["Pii_String"];
        };
        /**
         * @description How it stands with the other party.
         * @enum {string}
         */
        OtherState: "ringing" | "talking";
        /**
         * @description How a talk ended for the caller, as the agent says.
         * @enum {string}
         */
        Outcome: "solved" | "promised" | "sent_on" | "not_solved" | "no_talk";
        /** @description What came of calling. */
        OutcomeWritten: {
            note?: null | components["schemas"]["Pii_String"];
            /** @description What. */
            outcome: components["schemas"]["OutreachOutcome"];
        };
        /**
         * Format: uuid
         * @description One silent customer to be called by a person.
         */
        OutreachId: string;
        /**
         * @description What came of it.
         * @enum {string}
         */
        OutreachOutcome: "glad" | "reached" | "no_answer" | "wrong_number" | "declined" | "came_back";
        /** @description What calling is worth. */
        OutreachReport: {
            /** @description Those to be called. */
            called: components["schemas"]["Tally"];
            gain: null | components["schemas"]["Gain"];
            /** @description Those held out. */
            held_out: components["schemas"]["Tally"];
        };
        /**
         * @description How far it has come.
         * @enum {string}
         */
        OutreachState: "open" | "assigned" | "closed";
        /** @description A promise with who made it and who keeps it. */
        OwedPromise: components["schemas"]["Promise"] & {
            agent: null | components["schemas"]["AgentId"];
            callback: null | components["schemas"]["QueueId"];
            closed_at: null | components["schemas"]["Timestamp"];
            /** @description Who keeps it. */
            keeper: components["schemas"]["PromiseKeeper"];
            /** @description When it was made. */
            made_at: components["schemas"]["Timestamp"];
            number: null | components["schemas"]["Pii_String"];
            owner: null | components["schemas"]["AgentId"];
            utterance: null | components["schemas"]["UtteranceId"];
        };
        /** @description Some rows and where to go on. */
        Page_Customer_CustomerId: {
            /** @description The rows. */
            items: {
                city: null | components["schemas"]["Pii_String"];
                /** @description Its id. */
                id: components["schemas"]["CustomerId"];
                language: null | components["schemas"]["Language"];
                name: null | components["schemas"]["Pii_String"];
                /** @description Numbers they call from. */
                numbers: components["schemas"]["Pii_String"][];
                occasion: null | components["schemas"]["Pii_String"];
            }[];
            /** @description A customer of the organisation. */
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_FoundCall_CallId: {
            /** @description The rows. */
            items: (components["schemas"]["CallSummary"] & {
                /** @description Its newest hits, at most [`MOST_OF_A_CALL`]; none when no words were asked for. */
                hits: components["schemas"]["Hit"][];
            })[];
            /**
             * Format: uuid
             * @description One call, from the first INVITE to the last BYE, however many legs it has.
             */
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_FoundVisitShown_String: {
            /** @description The rows. */
            items: (components["schemas"]["FoundVisit"] & {
                name: null | components["schemas"]["Pii_String"];
            })[];
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_Hit_String: {
            /** @description The rows. */
            items: {
                agent: null | components["schemas"]["AgentId"];
                /** @description When that began. */
                began: components["schemas"]["Timestamp"];
                /** @description In which call. */
                call: components["schemas"]["CallId"];
                /** @description Language it was read in. */
                language: components["schemas"]["Language"];
                /** @description What to light in `text`. */
                marks: components["schemas"]["Mark"][];
                mood: null | components["schemas"]["Mood"];
                queue: null | components["schemas"]["QueueId"];
                /** @description How near it is to what was asked. */
                rank: components["schemas"]["Rank"];
                /** @description The passage around the first of them. */
                snippet: components["schemas"]["Pii_String"];
                /** @description What to light in `snippet`. */
                snippet_marks: components["schemas"]["Mark"][];
                /** @description When, in the call. */
                span: components["schemas"]["Span"];
                /** @description Who spoke. */
                speaker: components["schemas"]["Speaker"];
                /** @description The words as the transcript has them; where only the turn's other reading answers, that one. */
                text: components["schemas"]["Pii_String"];
                /** @description Which turn. */
                utterance: components["schemas"]["UtteranceId"];
            }[];
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_KeptFinding_String: {
            /** @description The rows. */
            items: {
                answer: null | components["schemas"]["Said"];
                branch: null | components["schemas"]["BranchId"];
                call: null | components["schemas"]["CallId"];
                customer: null | components["schemas"]["CustomerId"];
                /** @description What was found, with both quotes. */
                finding: components["schemas"]["Finding"];
                /** @description When it was found. */
                found_at: components["schemas"]["Timestamp"];
                /** @description Its id. */
                id: components["schemas"]["FindingId"];
                lesson: null | components["schemas"]["Said"];
                question: null | components["schemas"]["BranchQuestion"];
                queue: null | components["schemas"]["QueueId"];
                /** @description How far it has come. */
                state: components["schemas"]["FindingState"];
                verdict: null | components["schemas"]["Judgement"];
                visit: null | components["schemas"]["VisitId"];
            }[];
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_PromiseShown_PromiseId: {
            /** @description The rows. */
            items: (components["schemas"]["OwedPromise"] & {
                name: null | components["schemas"]["Pii_String"];
            })[];
            /**
             * Format: uuid
             * @description One promise made to a customer.
             */
            next: string;
        };
        /** @description Some rows and where to go on. */
        Page_SilentShown_String: {
            /** @description The rows. */
            items: (components["schemas"]["KeptOutreach"] & {
                name: null | components["schemas"]["Pii_String"];
            })[];
            next: string;
        };
        /** @description Words of an utterance still being spoken. Shown, never stored, never decided on. The final replaces them all. */
        Partial: {
            /** @description The utterance it will become. */
            id: components["schemas"]["UtteranceId"];
            /** @description From its start until now. */
            span: components["schemas"]["Span"];
            /** @description Who speaks. */
            speaker: components["schemas"]["Speaker"];
            /**
             * Format: int32
             * @description How many of them, from the first, are settled: two readings agreed on them, and later partials of the same
             *     utterance keep them. The others may still change.
             */
            stable: number;
            /** @description The words so far, a space between each two. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description The worst moment of a call. */
        Peak: {
            /** @description When. */
            at: components["schemas"]["MediaTime"];
            /**
             * Format: float
             * @description Its confidence.
             */
            confidence: number;
            /** @description The label then. */
            mood: components["schemas"]["Mood"];
        };
        /** @description The outline. Values are -128..=127, alternating lowest and highest. */
        Peaks: {
            /** @description The right side. */
            agent: number[];
            /** @description The left side. */
            caller: number[];
            /**
             * Format: int64
             * @description Length of the recording.
             */
            length_ms: number;
            /**
             * Format: int64
             * @description Length of a step.
             */
            step_ms: number;
        };
        /** @description Who is on the line. */
        Person: {
            /** @description Earlier meetings on the phone and in branches, newest first. */
            contacts: components["schemas"]["Contact"][];
            customer: null | components["schemas"]["Customer"];
            number: null | components["schemas"]["Pii_String"];
            /** @description What is owed to them. */
            promises: components["schemas"]["OwedPromise"][];
        };
        /** @description An expected phrase heard in an utterance: menu words and intents' examples are scored beside the open transcript. */
        PhraseMatch: {
            /**
             * Format: float
             * @description Probability that this phrase was said rather than another or none, 0..=1.
             */
            confidence: number;
            /** @description The phrase as the site wrote it (never personal data). */
            phrase: string;
        };
        Pii_String: string;
        Pii_char: string;
        /** @description How calls are chosen for people to score. */
        Plan: {
            /**
             * Format: int32
             * @description How many.
             */
            calls: number;
            /** @enum {string} */
            kind: "per_agent_per_week";
            /**
             * Format: int64
             * @description Another seed draws others.
             */
            seed: number;
        } | {
            /** @enum {string} */
            kind: "random";
            /**
             * Format: int64
             * @description Another seed draws others.
             */
            seed: number;
            /**
             * Format: double
             * @description 0..=1 of all calls.
             */
            share: number;
        } | {
            /**
             * Format: int32
             * @description How many.
             */
            calls: number;
            /** @enum {string} */
            kind: "by_risk";
            /**
             * Format: int64
             * @description Another seed draws others.
             */
            seed: number;
        };
        /** @description A plan as somebody writes it. */
        PlanWritten: {
            /** @description The plan. */
            plan: components["schemas"]["Plan"];
        };
        /** @description An error as the client sees it. It carries no personal data and nothing of the house's inside. */
        Problem: {
            /** @description What it is, where the same status may mean several things and a page has its own words for each. */
            code?: string | null;
            /** @description What to do about it. */
            detail: string;
            promise?: null | components["schemas"]["PromiseId"];
            /**
             * Format: int64
             * @description Seconds to wait, when waiting helps.
             */
            retry_after?: number | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The status in words. */
            title: string;
            /** @description `about:blank`: the status says what kind it is (RFC 9457 §4.2.1). */
            type: string;
        };
        /** @description A customer with all that is known of them. */
        Profile: {
            /** @description Customers who may be the same person, and why. */
            alike: components["schemas"]["Alike"][];
            /** @description The customer. */
            customer: components["schemas"]["Customer"];
            /** @description What is known, by kind and then oldest first. What they did not agree to is only here for who wrote it and for admins. */
            fields: components["schemas"]["Field"][];
            /** @description Who went into this one, newest first. */
            merges: components["schemas"]["Merge"][];
        };
        /** @description Something the organisation owes a customer: what, who, until when, where. */
        Promise: {
            branch: null | components["schemas"]["BranchId"];
            customer: null | components["schemas"]["CustomerId"];
            due: null | components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["PromiseId"];
            /** @description Made in this call, at this place in its sound. */
            made_in: [
                string,
                {
                    /** @description First moment after it. */
                    end: components["schemas"]["MediaTime"];
                    /** @description First moment. */
                    start: components["schemas"]["MediaTime"];
                }
            ] | null;
            /** @description How it stands. */
            state: components["schemas"]["PromiseState"];
            /** @description What; empty once the words of the call or visit it was made in are over their time. */
            what: components["schemas"]["Pii_String"];
        };
        /** @description What became of a promise in a visit. */
        PromiseAnswer: {
            /** @description What. */
            outcome: components["schemas"]["PromiseOutcome"];
            /** @description Which promise. */
            promise: components["schemas"]["PromiseId"];
            why: null | components["schemas"]["Pii_String"];
        };
        /** @description What is to change about a promise; what is left out stays. */
        PromiseChanged: {
            due_ms?: null | components["schemas"]["Timestamp"];
            owner?: null | components["schemas"]["AgentId"];
            state?: null | components["schemas"]["PromiseState"];
            why?: null | components["schemas"]["Pii_String"];
        };
        /** @description How many promises stand how. */
        PromiseCounts: {
            /**
             * Format: int64
             * @description Broken.
             */
            broken: number;
            /**
             * Format: int64
             * @description Kept.
             */
            kept: number;
            /**
             * Format: int64
             * @description Open and not overdue.
             */
            open: number;
            /**
             * Format: int64
             * @description Open, and their day is over.
             */
            overdue: number;
            /**
             * Format: int64
             * @description Kept in part.
             */
            partly_kept: number;
            /**
             * Format: int64
             * @description Heard by the machine, confirmed by nobody.
             */
            suggested: number;
        };
        /**
         * Format: uuid
         * @description One promise made to a customer.
         */
        PromiseId: string;
        /**
         * @description Who has to keep a promise.
         * @enum {string}
         */
        PromiseKeeper: "phone" | "branch";
        /** @description A promise an agent made during or right after a call. */
        PromiseMade: {
            branch: null | components["schemas"]["BranchId"];
            due: null | components["schemas"]["Timestamp"];
            /** @description Its id. */
            id: components["schemas"]["PromiseId"];
            /** @description Who keeps it. */
            keeper: components["schemas"]["PromiseKeeper"];
            utterance: null | components["schemas"]["UtteranceId"];
            /** @description What. */
            what: components["schemas"]["Pii_String"];
        };
        /**
         * @description How a promise fared in a visit. Silence is no answer, "nobody raised it" is.
         * @enum {string}
         */
        PromiseOutcome: "kept" | "partly_kept" | "not_kept" | "not_raised";
        /** @description A promise and to whom it was made. */
        PromiseShown: components["schemas"]["OwedPromise"] & {
            name: null | components["schemas"]["Pii_String"];
        };
        /**
         * @description How a promise stands.
         * @enum {string}
         */
        PromiseState: "suggested" | "open" | "kept" | "partly_kept" | "broken";
        /** @description A promise and what was changed about it. */
        PromiseWhole: components["schemas"]["OwedPromise"] & {
            /** @description What was changed, oldest first. */
            history: components["schemas"]["CardStep"][];
        };
        /** @description A promise as the agent writes it. */
        PromiseWritten: {
            branch?: null | components["schemas"]["BranchId"];
            due_ms?: null | components["schemas"]["Timestamp"];
            /** @description Who keeps it. */
            keeper: components["schemas"]["PromiseKeeper"];
            utterance?: null | components["schemas"]["UtteranceId"];
            /** @description What. */
            what: components["schemas"]["Pii_String"];
        };
        /**
         * @description What is wrong with a sound.
         * @enum {string}
         */
        PromptFault: "missing" | "unreadable" | "stale" | "clipped" | "too_quiet" | "too_loud";
        /** @description A prompt of `prompts/manifest.toml`. */
        PromptId: string;
        /** @description One thing said, in one language. */
        PromptNow: {
            /**
             * Format: int64
             * @description How long it takes; `None` without a sound.
             */
            duration_ms: number | null;
            /** @description What is wrong with its sound. */
            faults: components["schemas"]["PromptFault"][];
            /** @description Its name. */
            id: components["schemas"]["PromptId"];
            /** @description In which language. */
            language: components["schemas"]["Language"];
            /** @description A piece of a sentence: it is said between others, so without a falling end. */
            piece: boolean;
            /** @description People recorded it; else a synthetic voice reads it. */
            recorded: boolean;
            /** @description It was recorded here, so it can be taken back. */
            studio: boolean;
            /** @description What is to be said. */
            text: string;
        };
        /** @description One question. */
        Question: {
            /** @description What may be answered. */
            answer: components["schemas"]["Answers"];
            /** @description The question. */
            ask: components["schemas"]["Words"];
            /** @description Failed, it fails the whole sheet: no points, or "no". */
            fatal: boolean;
            help: null | components["schemas"]["Words"];
            hint: null | components["schemas"]["Hint"];
            /** @description Its name, one of a kind in the form. */
            id: string;
            /** @description "Does not apply" may be answered; the question then counts for nothing. */
            may_skip: boolean;
            /**
             * Format: int32
             * @description Its share of the score against the other questions'; 0 asks without scoring.
             */
            weight: number;
        };
        /** @description The answer to one question. */
        QuestionMark: {
            /** @description What was answered. */
            answer: components["schemas"]["Answer"];
            /** @description Who answered. */
            by: components["schemas"]["MarkedBy"];
            comment: null | components["schemas"]["Pii_String"];
            /** @description What it rests on. */
            evidence: components["schemas"]["MarkEvidence"][];
            suggested: null | components["schemas"]["Answer"];
        };
        /** @description A question to a branch. */
        QuestionWritten: {
            branch?: null | components["schemas"]["BranchId"];
            /** @description Until when an answer is wanted. */
            due_ms: components["schemas"]["Timestamp"];
            /** @description In words. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description A line of waiting callers. */
        QueueId: string;
        /** @description One queue. */
        QueueNow: {
            /**
             * Format: int32
             * @description Agents free to take its next caller.
             */
            free_agents: number;
            /** @description Which. */
            id: components["schemas"]["QueueId"];
            /**
             * Format: int64
             * @description How long the first of them has waited.
             */
            longest_wait_ms: number;
            wait: null | components["schemas"]["WaitRange"];
            /**
             * Format: int32
             * @description Callers waiting.
             */
            waiting: number;
        };
        /** @description Words of one side, with their place in the sound. */
        Quote: components["schemas"]["TouchId"] & {
            /** @description What they say. */
            fact: components["schemas"]["Fact"];
            /** @description The bytes of the words that say it (UTF-8). */
            part: components["schemas"]["TextSpan"];
            span: null | components["schemas"]["Span"];
            speaker: null | components["schemas"]["Speaker"];
            utterance: null | components["schemas"]["UtteranceId"];
            /** @description The turn or note, whole. */
            words: components["schemas"]["Pii_String"];
        };
        /** @description The rail: four rows, and how the talk is shared. */
        Rail: {
            /**
             * Format: int64
             * @description How long agents spoke, in milliseconds.
             */
            agent_ms: number;
            /**
             * Format: int32
             * @description The agents' share of the talk, 0..=100; `None` before anybody spoke.
             */
            agent_share_pct: number | null;
            /**
             * Format: int64
             * @description How long the caller spoke while a person was there, in milliseconds.
             */
            caller_ms: number;
            /**
             * Format: int32
             * @description Times an agent began to speak well before the caller had ended.
             */
            interruptions: number;
            /** @description Listen, Apologise, Solve, Thank, in this order. */
            steps: components["schemas"]["RailStep"][];
        };
        /** @description One row of the rail. */
        RailStep: {
            evidence: null | components["schemas"]["StepEvidence"];
            overruled: null | components["schemas"]["StepOverrule"];
            /** @description How it stands: the agent's word if there is one, else what was heard. */
            state: components["schemas"]["StepState"];
            /** @description Which. */
            step: components["schemas"]["LastStep"];
        };
        /**
         * @description How near a text is to what was asked.
         * @enum {string}
         */
        Rank: "exact" | "form";
        /** @description How those who wanted a person fared. */
        Reached: {
            /**
             * Format: int64
             * @description So many asked more than once: twice in a call, or again within a day after asking in vain.
             */
            asked_twice: number;
            /** @description That is 95 or more. */
            goal_met: boolean;
            /**
             * Format: int64
             * @description So many left without either.
             */
            lost: number;
            /**
             * Format: int64
             * @description So many were promised a callback instead.
             */
            promised: number;
            /**
             * Format: int64
             * @description So many reached one.
             */
            reached: number;
            /**
             * Format: int64
             * @description And everybody.
             */
            wait_max_ms: number | null;
            /**
             * Format: int64
             * @description Half of those who reached one waited no longer, in milliseconds.
             */
            wait_p50_ms: number | null;
            /**
             * Format: int64
             * @description And 80 of a hundred.
             */
            wait_p80_ms: number | null;
            /**
             * Format: int64
             * @description And 95 of a hundred.
             */
            wait_p95_ms: number | null;
            /**
             * Format: int64
             * @description So many wanted one.
             */
            wanted: number;
            /**
             * Format: double
             * @description Of a hundred who wanted one, so many reached one within three minutes.
             */
            within_goal_pct: number;
        };
        /** @description A turn of the transcript: the better reading, and the other one where there are two. */
        ReadTurn: components["schemas"]["Utterance"] & {
            other: null | components["schemas"]["OtherReading"];
            /** @description Which model read it after the call; nothing when it was read live. */
            read_by: string | null;
        };
        /**
         * @description Why phone and branch differ.
         * @enum {string}
         */
        Reason: "not_told" | "system_down" | "over_promised" | "refused" | "did_not_come" | "agreed" | "other";
        /**
         * @description How a call's recording stands.
         * @enum {string}
         */
        RecordingState: "none" | "kept" | "partial";
        /**
         * @description How an agent did not take an offer.
         * @enum {string}
         */
        RefusalCause: "declined" | "no_answer" | "busy" | "unreachable";
        /** @description Who settled a remark, and when. */
        Resolved: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who. */
            by: components["schemas"]["AgentId"];
        };
        /** @description What a call's timeline says about how the caller was served. */
        Review: {
            call: null | components["schemas"]["CallId"];
            ended_at: null | components["schemas"]["Timestamp"];
            from: null | components["schemas"]["Pii_String"];
            /** @description The method. */
            last: components["schemas"]["LastReview"];
            /** @description How the caller felt. */
            mood: components["schemas"]["MoodLine"];
            /** @description What was promised. */
            promises: components["schemas"]["SuggestedPromise"][];
            silent: null | components["schemas"]["SilentCustomer"];
            /** @description The caller was bridged to a person. */
            talked_to_person: boolean;
        };
        /**
         * @description What makes a call worth listening to.
         * @enum {string}
         */
        Risk: "bad_end" | "broken_promise" | "long_silence";
        /**
         * @description What a user may see and do.
         * @enum {string}
         */
        Role: "agent" | "qa" | "branch" | "supervisor" | "admin";
        /** @description What somebody wrote: a branch's answer, a lesson. */
        Said: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who. */
            by: components["schemas"]["AgentId"];
            /** @description In words. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description The agent said back what the caller had told: an amount, a day, the words of the matter. */
        SaidBack: {
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            /** @description The line of the transcript. */
            utterance: components["schemas"]["UtteranceId"];
            /** @description The caller's words that came back, in the agent's order. */
            words: components["schemas"]["Pii_String"][];
        };
        /**
         * @description Why two customers are taken for one.
         * @enum {string}
         */
        SamePersonRule: "same_number" | "same_branch_number";
        /** @description The plan and what it drew. */
        Sampling: {
            /** @description Calls drawn, latest first; at most 200. */
            drawn: components["schemas"]["KeptSample"][];
            /** @description The plan. */
            plan: components["schemas"]["Plan"];
        };
        /** @description What a sheet is worth. */
        Score: {
            /**
             * Format: double
             * @description What it would be without the fatal questions' veto.
             */
            before_fatal: number | null;
            /** @description Fatal questions that failed, in the form's order. */
            fatal_failed: string[];
            /** @description Questions without any mark, in the form's order; they count for nothing yet. */
            open: string[];
            /**
             * Format: double
             * @description 0..=100; 0 when a fatal question failed; nothing while no question that counts is answered.
             */
            score: number | null;
            /** @description Section by section. */
            sections: components["schemas"]["SectionScore"][];
        };
        /** @description One part of a score. */
        ScorePart: {
            /**
             * @description What it counts, such as `skill`, `mood_fit`, `idle`; a part of value 0 may be a note,
             *     such as `relaxed_language`: the caller had waited too long to insist on it.
             */
            name: string;
            /**
             * Format: double
             * @description How much.
             */
            value: number;
        };
        /** @description Who scores a drawn call. */
        Scorers: {
            reviewer: null | components["schemas"]["AgentId"];
            second: null | components["schemas"]["AgentId"];
        };
        /** @description Questions that belong together. */
        Section: {
            /** @description Its name, one of a kind in the form. */
            id: string;
            /** @description Its questions, in order. */
            questions: components["schemas"]["Question"][];
            /** @description Its title. */
            title: components["schemas"]["Words"];
        };
        /** @description What a section is worth. */
        SectionScore: {
            /**
             * Format: double
             * @description 0..=100; nothing when no question of it counts.
             */
            score: number | null;
            /** @description Which. */
            section: string;
            /**
             * Format: int32
             * @description The weight of its questions that count.
             */
            weight: number;
        };
        /** @description How callers were served. */
        Served: {
            /**
             * Format: int32
             * @description Calls that ended.
             */
            calls: number;
            good_moment: null | components["schemas"]["CallId"];
            /**
             * Format: double
             * @description Of those whose mood was read, left better than they came, in percent.
             */
            left_better_pct: number;
            /**
             * Format: double
             * @description Left in a bad mood.
             */
            left_unhappy_pct: number;
            /**
             * Format: double
             * @description And worse.
             */
            left_worse_pct: number;
            /**
             * Format: double
             * @description The mean of the method's score, 0..=100; `null` without a scored call.
             */
            method: number | null;
            /**
             * Format: double
             * @description Of them reached a person, in percent.
             */
            reached_person_pct: number;
            /** @description Calls in which each step of the method was taken, in percent of the scored ones: listen, apologise, solve, thank. */
            steps_pct: number[];
        };
        /** @description Is the first administrator still missing. */
        Setup: {
            /** @description There is no user yet. */
            needed: boolean;
        };
        /** @description A filled form about one contact. */
        Sheet: components["schemas"]["TouchId"] & {
            /** @description Whose work it is about. */
            agent: components["schemas"]["AgentId"];
            /** @description Who fills it: a user's name. */
            author: string;
            /** @description Filled without seeing the machine's or another person's marks, to measure how far two people agree. */
            blind: boolean;
            comment: null | components["schemas"]["Pii_String"];
            /** @description The form. */
            form: string;
            /** @description What happened to it, in order. */
            history: components["schemas"]["Step"][];
            /** @description Marks by question. */
            marks: {
                [key: string]: components["schemas"]["QuestionMark"];
            };
            /** @description Where it stands. */
            state: components["schemas"]["State"];
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /**
         * Format: uuid
         * @description One scorecard filled in for one call.
         */
        SheetId: string;
        /** @description A sheet in a list. */
        SheetMark: {
            /** @description Its id. */
            id: components["schemas"]["SheetId"];
            /**
             * Format: double
             * @description 0..=100; `null` while nothing that counts is answered.
             */
            score: number | null;
            /** @description Where it stands. */
            state: components["schemas"]["State"];
        };
        /** @description A sheet, its score, and what the asker may do with it now. */
        SheetNow: {
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description Its id. */
            id: components["schemas"]["SheetId"];
            /** @description What the asker may do. */
            may: components["schemas"]["Action"][];
            /** @description What it is worth. */
            score: components["schemas"]["Score"];
            /** @description The marks and where it stands. */
            sheet: components["schemas"]["Sheet"];
        };
        /**
         * @description What somebody is to a sheet.
         * @enum {string}
         */
        SheetRole: "author" | "agent" | "judge";
        /** @description A sheet to be begun. */
        SheetWanted: {
            /** @description Without the machine's suggestions and others' marks. */
            blind?: boolean;
            /** @description Which form; its newest version. */
            form: string;
        };
        /** @description Why something is done to a sheet. */
        SheetWhy: {
            why?: null | components["schemas"]["Pii_String"];
        };
        /** @description What an agent is doing. */
        ShiftNow: {
            reason: null | components["schemas"]["NotReadyReason"];
            since_ms: null | components["schemas"]["Timestamp"];
            /** @description In a word. */
            state: components["schemas"]["DeskState"];
        };
        /**
         * @description Ready for calls or not.
         * @enum {string}
         */
        ShiftState: "ready" | "not_ready";
        /** @description What an agent wants to be. */
        ShiftWanted: {
            reason?: null | components["schemas"]["NotReadyReason"];
            /** @description Ready, or away. */
            state: components["schemas"]["ShiftState"];
        };
        /** @description One piece of evidence from one side; that nothing is recorded there must be said too. */
        SideEvidence: {
            /** @enum {string} */
            kind: "quote";
            span: null | components["schemas"]["Span"];
            /** @description The words. */
            words: components["schemas"]["Pii_String"];
        } | {
            /** @enum {string} */
            kind: "not_recorded";
        };
        /** @description Somebody has signed in. */
        SignedIn: {
            /** @description See [`Me::csrf`]. */
            csrf: string;
            /** @description Who. */
            user: components["schemas"]["Me"];
        };
        /** @description Whom we lost in silence. */
        Silent: {
            /**
             * Format: int32
             * @description Were called.
             */
            called: number;
            /**
             * Format: int32
             * @description Came on the list.
             */
            found: number;
            /**
             * Format: int32
             * @description Wait to be called.
             */
            waiting: number;
            worth: null | components["schemas"]["OutreachReport"];
        };
        /** @description Somebody to call, and why. */
        SilentCustomer: {
            /** @description When that call ended. */
            at: components["schemas"]["Timestamp"];
            /** @description After which call. */
            call: components["schemas"]["CallId"];
            from: null | components["schemas"]["Pii_String"];
            mood: null | components["schemas"]["Mood"];
            /** @description Why. */
            reason: components["schemas"]["SilentReason"];
            /**
             * Format: float
             * @description 0..=1, most urgent first.
             */
            urgency: number;
        };
        /** @description Somebody to call, and why. */
        SilentPerson: {
            /** @description Other reasons, most urgent first. */
            also: components["schemas"]["SilentReason"][];
            call: null | components["schemas"]["CallId"];
            customer: null | components["schemas"]["CustomerId"];
            mood: null | components["schemas"]["Mood"];
            number: null | components["schemas"]["Pii_String"];
            /** @description A stable name, for the hold-out and for outcomes; it may be a number, so it is personal. */
            person: components["schemas"]["Pii_String"];
            promise: null | components["schemas"]["PromiseId"];
            /** @description The most urgent reason. */
            reason: components["schemas"]["SilentReason"];
            /** @description Since when. */
            since: components["schemas"]["Timestamp"];
            /**
             * Format: float
             * @description 0..=1.
             */
            urgency: number;
            visit: null | components["schemas"]["VisitId"];
            /** @description The reason as an Arabic sentence. */
            why_ar: string;
            /** @description The reason as an English sentence. */
            why_en: string;
        };
        /**
         * @description Why somebody should be called.
         * @enum {string}
         */
        SilentReason: "callback_owed" | "abandoned" | "gave_up" | "failed" | "left_in_bad_mood" | "promise_lapsed" | "stopped_coming";
        /** @description A silent customer with their name. */
        SilentShown: components["schemas"]["KeptOutreach"] & {
            name: null | components["schemas"]["Pii_String"];
        };
        /** @description A stretch of a call's sound, start inclusive, end exclusive. */
        Span: {
            /** @description First moment after it. */
            end: components["schemas"]["MediaTime"];
            /** @description First moment. */
            start: components["schemas"]["MediaTime"];
        };
        /**
         * @description Whose voice it is. The recording has the caller left and the agent right.
         * @enum {string}
         */
        Speaker: "caller" | "agent" | "machine";
        /** @description Something said that has a value, beside the words that said it. */
        SpokenValue: components["schemas"]["Meaning"] & {
            /** @description The bytes of the text that say it (UTF-8). */
            span: components["schemas"]["TextSpan"];
            /** @description The words of the text that say it, counted from 0; words are what white space separates. */
            words: components["schemas"]["TextSpan"];
        };
        /** @description An answer given after it was changed, over some days. */
        StaleGap: {
            /**
             * Format: double
             * @description And of the second half.
             */
            after: number | null;
            /**
             * Format: double
             * @description In a hundred meetings of the first half of those days; `null` without a meeting.
             */
            before: number | null;
            call: null | components["schemas"]["CallId"];
            /**
             * Format: int32
             * @description Calls in which it was given.
             */
            calls: number;
            /** @description The entry that was given. */
            given: string;
            /** @description What should have been said, in Arabic; empty when the book has the entry no more. */
            text_ar: string;
            /** @description And in English. */
            text_en: string;
            /** @description What it answers. */
            topic: string;
            /** @description The entry that was valid. */
            valid: string;
            /**
             * Format: int32
             * @description Visits in which it was given.
             */
            visits: number;
        };
        /** @description An answer given after the answer book had changed, and what should have been said. */
        StaleSaid: components["schemas"]["Drift"] & {
            /** @description What was valid, in Arabic. */
            text_ar: string;
            /** @description And in English. */
            text_en: string;
        };
        /**
         * @description Where a sheet stands.
         * @enum {string}
         */
        State: "draft" | "published" | "acknowledged" | "disputed" | "resolved";
        /** @description One thing done to a sheet. */
        Step: {
            /** @description What. */
            action: components["schemas"]["Action"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Who: a user's name. */
            by: string;
            /** @description As what. */
            role: components["schemas"]["SheetRole"];
            /**
             * Format: double
             * @description The score of that moment, 0..=100.
             */
            score: number | null;
            /** @description Where the sheet stood afterwards. */
            state: components["schemas"]["State"];
            why: null | components["schemas"]["Pii_String"];
        };
        /** @description The agent's line by which a step was heard. */
        StepEvidence: {
            /** @description When it was said. */
            at: components["schemas"]["Timestamp"];
            /** @description The phrase of ours that was found in them. */
            phrase: string;
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            /** @description The line of the transcript. */
            utterance: components["schemas"]["UtteranceId"];
            /** @description The agent's words. */
            words: components["schemas"]["Pii_String"];
        };
        /** @description Where a step was taken. */
        StepFound: {
            /** @description It counts: a solution does once somebody listened. */
            credited: boolean;
            /** @description What was found in them: a phrase of ours, or what kind of words it is (`question`, `said back`, `answer`, `act`). */
            phrase: string;
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            /** @description Which. */
            step: components["schemas"]["LastStep"];
            /** @description The line of the transcript. */
            utterance: components["schemas"]["UtteranceId"];
            /** @description The agent's words. */
            words: components["schemas"]["Pii_String"];
        };
        /**
         * @description What happened in a [`JourneyStep`].
         * @enum {string}
         */
        StepKind: "phone" | "web" | "ivr" | "callback" | "abandoned" | "visit" | "promise_made" | "promise_kept" | "promise_partly_kept" | "promise_broken";
        /** @description A step of the method. */
        StepMark: {
            /** @description Taken. */
            done: boolean;
            /** @description Which. */
            step: components["schemas"]["LastStep"];
        };
        /** @description The agent's own word on a step. */
        StepOverrule: {
            /** @description Who says so. */
            agent: components["schemas"]["AgentId"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Taken. */
            done: boolean;
        };
        /**
         * @description How a step stands.
         * @enum {string}
         */
        StepState: "not_yet" | "heard" | "done";
        /** @description A promise heard in a call or a visit. */
        SuggestedPromise: {
            branch: null | components["schemas"]["BranchId"];
            /** @description Who promised: an agent (a visit's staff too) or the machine. */
            by: components["schemas"]["Speaker"];
            call: null | components["schemas"]["CallId"];
            /** @description It is a promise to call back. */
            callback: boolean;
            condition: null | components["schemas"]["Pii_String"];
            due: null | components["schemas"]["Timestamp"];
            /** @description The words that name it. */
            due_words: string | null;
            /** @description Who has to keep it. */
            keeper: components["schemas"]["PromiseKeeper"];
            /** @description When it was made. */
            made_at: components["schemas"]["Timestamp"];
            /** @description What made it a promise: a phrase of ours, or `verb`; `callback` for the machine's. */
            phrase: string;
            /** @description Where in the recording. */
            span: components["schemas"]["Span"];
            utterance: null | components["schemas"]["UtteranceId"];
            visit: null | components["schemas"]["VisitId"];
            /** @description What, in a few of their words, or the queue that owes a callback. */
            what: components["schemas"]["Pii_String"];
            /** @description The sentence. */
            words: components["schemas"]["Pii_String"];
        };
        /** @description The support line as strangers may see it. */
        Support: {
            /** @description The centre's name. */
            name: components["schemas"]["Names"];
            /** @description Somebody is there to answer. */
            open: boolean;
            phone: null | components["schemas"]["Pii_String"];
            /** @description What the browser dials. */
            uri: string;
            wait: null | components["schemas"]["WaitRange"];
        };
        /** @description One group's figures. */
        Tally: {
            /**
             * Format: int32
             * @description Of them came back.
             */
            came_back: number;
            /**
             * Format: int32
             * @description People in it.
             */
            people: number;
            /**
             * Format: int32
             * @description Of them reached.
             */
            reached: number;
        };
        /** @description Where a caller is sent, or who is asked. */
        Target: {
            /** @description An agent's id, `queue-NAME`, a number or a SIP URI. */
            target: components["schemas"]["Pii_String"];
        };
        /** @description A part of a text: from `start` to before `end`. */
        TextSpan: {
            /** @description The first that is no longer part of it. */
            end: number;
            /** @description The first. */
            start: number;
        };
        /** @description One line of a call's timeline. */
        TimelineEntry: {
            /** @description When, by the wall clock. */
            at: components["schemas"]["Timestamp"];
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description What. */
            event: components["schemas"]["CallEvent"];
            /** @description Where in the recording. */
            media_at: components["schemas"]["MediaTime"];
            /**
             * Format: int64
             * @description Counts from 0 within the call, without gaps.
             */
            seq: number;
        };
        /**
         * Format: int64
         * @description A moment: milliseconds since the Unix epoch, UTC.
         *
         *     The shell derives it from a monotonic clock (`record::clock`), so that it never runs backwards within a call.
         */
        Timestamp: number;
        /** @description A branch's day. */
        Today: {
            /** @description Which branch. */
            branch: components["schemas"]["BranchId"];
            /** @description Open promises that name it and are due today, before, or without a day. */
            expected: components["schemas"]["Expected"][];
            /** @description Promises the machine heard in visits here, which nobody has confirmed. */
            suggested: components["schemas"]["Expected"][];
            /** @description Visits of today, newest first. */
            visits: components["schemas"]["VisitShown"][];
        };
        /**
         * @description What a telling is about.
         * @enum {string}
         */
        Topic: "amount" | "date" | "document" | "fee" | "condition" | "yes_no" | "promise" | "mood";
        /** @description Which contact. */
        TouchId: {
            /** @enum {string} */
            channel: "phone";
            /** @description A call. */
            touch: components["schemas"]["CallId"];
        } | {
            /** @enum {string} */
            channel: "branch";
            /** @description A visit. */
            touch: components["schemas"]["VisitId"];
        };
        /** @description What was said in a call. */
        Transcript: {
            /** @description Which call. */
            call: components["schemas"]["CallId"];
            /** @description Turns, in order. Of a turn read twice the better reading counts, and the other is beside it. */
            items: components["schemas"]["ReadTurn"][];
        };
        /** @description A provider's SIP trunk. */
        TrunkId: string;
        /** @description One turn of one speaker, final. */
        Utterance: {
            /**
             * Format: float
             * @description Mean word confidence, 0..=1.
             */
            confidence: number;
            /** @description Its id. */
            id: components["schemas"]["UtteranceId"];
            /** @description Language it was read in. */
            language: components["schemas"]["Language"];
            matched: null | components["schemas"]["PhraseMatch"];
            /** @description When, in the call. */
            span: components["schemas"]["Span"];
            /** @description Who spoke. */
            speaker: components["schemas"]["Speaker"];
            /** @description The words, as the open transcript or the matched phrase gives them. */
            text: components["schemas"]["Pii_String"];
            /** @description Numbers, amounts, dates, times and digits among the words, with their places in `text`. */
            values: components["schemas"]["SpokenValue"][];
            /** @description Words with their times. */
            words: components["schemas"]["Word"][];
        };
        /**
         * Format: uuid
         * @description One utterance of one speaker.
         */
        UtteranceId: string;
        /**
         * @description What a finding is in a person's eyes.
         * @enum {string}
         */
        Verdict: "kept" | "partly_kept" | "contradicted" | "no_fault";
        /** @description A verdict. Each side needs a piece of evidence, or the word that nothing is recorded there. */
        VerdictWritten: {
            branch?: null | components["schemas"]["SideEvidence"];
            note?: null | components["schemas"]["Pii_String"];
            phone?: null | components["schemas"]["SideEvidence"];
            /** @description Why it came so. */
            reason: components["schemas"]["Reason"];
            /** @description What it is. */
            verdict: components["schemas"]["Verdict"];
        };
        /** @description A named list. */
        View: {
            /** @description Its id. */
            id: components["schemas"]["ViewId"];
            /** @description When. */
            made_at: components["schemas"]["Timestamp"];
            /** @description Its name. */
            name: components["schemas"]["Pii_String"];
            /** @description Who made it. */
            owner: components["schemas"]["AgentId"];
            /** @description The filters as they stand in the page's address. */
            query: components["schemas"]["Pii_String"];
            /** @description Colleagues see it too. */
            shared: boolean;
        };
        /**
         * Format: uuid
         * @description One named list of calls.
         */
        ViewId: string;
        /** @description A list, mine or a colleague's. */
        ViewShown: components["schemas"]["View"] & {
            /** @description I made it. */
            mine: boolean;
        };
        /** @description A list as somebody names it. */
        ViewWritten: {
            /** @description Its name. */
            name: components["schemas"]["Pii_String"];
            /** @description The filters as they stand in the page's address, without the `?`; empty for all. */
            query: components["schemas"]["Pii_String"];
            /** @description Colleagues see it too. */
            shared?: boolean;
        };
        /** @description One visit: who came where and why, what was told, what became of every open promise, and how they left. */
        Visit: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /** @description Where. */
            branch: components["schemas"]["BranchId"];
            /** @description Who. */
            customer: components["schemas"]["CustomerId"];
            /** @description Its id, made by whoever logs it: a visit sent twice is kept once. */
            id: components["schemas"]["VisitId"];
            left: null | components["schemas"]["Mood"];
            /** @description What was told and done. */
            notes: components["schemas"]["Pii_String"];
            /** @description An answer for every promise that was open. */
            outcomes: components["schemas"]["PromiseAnswer"][];
            reason: null | components["schemas"]["IntentId"];
            /**
             * @description The words of a recording the customer agreed to; staff speak as [`crate::Speaker::Agent`],
             *     the customer as [`crate::Speaker::Caller`], times count from the recording's start.
             */
            said: components["schemas"]["Utterance"][];
            served_by: null | components["schemas"]["Pii_String"];
        };
        /** @description A turn of a visit that answers a query. */
        VisitHit: {
            /** @description Language it was read in. */
            language: components["schemas"]["Language"];
            /** @description What to light in `text`. */
            marks: components["schemas"]["Mark"][];
            /** @description How near it is to what was asked. */
            rank: components["schemas"]["Rank"];
            /** @description The passage around the first of them. */
            snippet: components["schemas"]["Pii_String"];
            /** @description What to light in `snippet`. */
            snippet_marks: components["schemas"]["Mark"][];
            /** @description When, in the recording. */
            span: components["schemas"]["Span"];
            /** @description Who spoke. What one microphone heard is kept as the staff's. */
            speaker: components["schemas"]["Speaker"];
            /** @description The words. */
            text: components["schemas"]["Pii_String"];
            /** @description Which turn. */
            utterance: components["schemas"]["UtteranceId"];
        };
        /**
         * Format: uuid
         * @description One visit to a branch.
         */
        VisitId: string;
        /**
         * @description How a visit's recording stands.
         * @enum {string}
         */
        VisitRecording: "none" | "kept" | "read" | "unreadable";
        /** @description A visit and whose it was. */
        VisitShown: components["schemas"]["LoggedVisit"] & {
            last: null | components["schemas"]["LastReview"];
            name: null | components["schemas"]["Pii_String"];
        };
        /**
         * @description A visit as a branch, a kiosk or a queue-ticket system sends it. The person is named by `customer`, `number` or
         *     `ticket`; a number nobody has yet, or a name alone, becomes a new customer.
         */
        VisitWritten: {
            /** @description When, in milliseconds since 1970. */
            at: components["schemas"]["Timestamp"];
            branch?: null | components["schemas"]["BranchId"];
            customer?: null | components["schemas"]["CustomerId"];
            /** @description Its id, a UUID made by whoever sends it: sent twice it is kept once. */
            id: components["schemas"]["VisitId"];
            left?: null | components["schemas"]["Mood"];
            name?: null | components["schemas"]["Pii_String"];
            /**
             * @description They agreed that the name is kept, so that colleagues may know them by it; without that only whoever logs the visit
             *     sees it. A name sent without a word on this was given to be served by, and counts as agreed.
             */
            name_consent?: boolean | null;
            notes?: null | components["schemas"]["Pii_String"];
            number?: null | components["schemas"]["Pii_String"];
            /** @description An answer for every promise that was open; `not_raised` is one too. */
            outcomes?: components["schemas"]["PromiseAnswer"][];
            reason?: null | components["schemas"]["IntentId"];
            served_by?: null | components["schemas"]["Pii_String"];
            ticket?: null | components["schemas"]["Pii_String"];
        };
        /** @description An honest range of waiting. */
        WaitRange: {
            /**
             * Format: int64
             * @description Half of the callers wait at most this.
             */
            p50_ms: number;
            /**
             * Format: int64
             * @description Four in five wait at most this.
             */
            p80_ms: number;
        };
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Weekday: "sunday" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday";
        /** @description A finding with both sides. */
        WholeFinding: components["schemas"]["KeptFinding"] & {
            call_known: null | components["schemas"]["CallSummary"];
            customer_known: null | components["schemas"]["Customer"];
            /** @description What was done with it, oldest first. */
            history: components["schemas"]["CardStep"][];
            /** @description What was said around the phone's quote. */
            lines: components["schemas"]["Utterance"][];
            promise: null | components["schemas"]["OwedPromise"];
            /** @description Every meeting with that person, newest first. */
            touches: components["schemas"]["Contact"][];
            visit_known: null | components["schemas"]["Visit"];
        };
        /** @description A sentence in both languages. */
        Why: {
            /** @description Arabic. */
            ar: string;
            /** @description English. */
            en: string;
        };
        /** @description One word of an utterance. */
        Word: {
            /**
             * Format: float
             * @description 0..=1; below 0.5 ([`SURE_WORD`]) it is a guess and shown as one.
             */
            confidence: number;
            /** @description When, in the call. */
            span: components["schemas"]["Span"];
            /** @description The word. */
            text: components["schemas"]["Pii_String"];
        };
        /** @description Whether our word was kept. */
        WordKept: {
            /**
             * Format: int32
             * @description Broken.
             */
            broken: number;
            /**
             * Format: int32
             * @description Kept.
             */
            kept: number;
            /**
             * Format: double
             * @description Kept of those that ended, in percent; `null` while none has.
             */
            kept_pct: number | null;
            /**
             * Format: int32
             * @description Open, their day over.
             */
            lapsed: number;
            /**
             * Format: int32
             * @description Promises made, and confirmed by a person.
             */
            made: number;
            /**
             * Format: int32
             * @description Open, their day to come or not named.
             */
            open: number;
            /**
             * Format: int32
             * @description Kept in part.
             */
            partly_kept: number;
            /**
             * Format: int32
             * @description Heard by the machine, confirmed by nobody.
             */
            unconfirmed: number;
        };
        /** @description A word or sentence in both languages. */
        Words: {
            /** @description Arabic. */
            ar: string;
            /** @description English. */
            en: string;
        };
        /** @description What an agent writes down at the end of a talk. */
        WrapUp: {
            /** @description How it ended. */
            outcome: components["schemas"]["Outcome"];
            /** @description In a sentence or two. */
            summary: components["schemas"]["Pii_String"];
        };
        /** @description The end of the agent's work on a call. */
        WrapUpWritten: {
            /** @description How it ended. */
            outcome: components["schemas"]["Outcome"];
            /** @description In a sentence or two; may be empty. */
            summary: components["schemas"]["Pii_String"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    agents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: {
                            /** @description Name as colleagues see it. */
                            display_name: string;
                            /** @description Who. */
                            id: components["schemas"]["AgentId"];
                            /**
                             * Format: int32
                             * @description Phones registered.
                             */
                            phones: number;
                            /** @description Queues served. */
                            queues: components["schemas"]["QueueId"][];
                            /** @description What they are doing. */
                            state: components["schemas"]["AgentState"];
                        }[];
                    };
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    consult: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Target"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Target"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                order: components["schemas"]["CallOrder"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    desk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskNow"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    shift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftNow"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_shift: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShiftWanted"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    today: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentDay"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    more_wrap_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                /** @description Of this user. */
                user?: components["schemas"]["AgentId"];
                /** @description With this call. */
                call?: components["schemas"]["CallId"];
                /** @description Whose action begins so: `recording`, `transcript.open`. */
                action?: string;
                /** @description At or after this moment. */
                since?: components["schemas"]["Timestamp"];
                /** @description Before this moment. */
                until?: components["schemas"]["Timestamp"];
                /** @description Older than this row: `next` of the page before. */
                after?: number;
                /** @description How many at most, 500 if left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find_person: {
        parameters: {
            query: {
                /** @description The last digits of a number or of the national id, a ticket, or a part of the name. */
                q: string;
                /** @description One more of these, which must fit too. */
                also?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: {
                            address_as?: null | components["schemas"]["Pii_String"];
                            /** @description By what they were found. */
                            by: components["schemas"]["FoundBy"];
                            customer?: null | components["schemas"]["Customer"];
                            number?: null | components["schemas"]["Pii_String"];
                            /**
                             * Format: int32
                             * @description How many promises to them are open.
                             */
                            open_promises: number;
                        }[];
                    };
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    at_desk: {
        parameters: {
            query?: {
                /** @description A customer. */
                customer?: string;
                /** @description Whoever calls from this number. */
                number?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AtDesk"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    branch_today: {
        parameters: {
            query?: {
                /** @description The branch; the user's own when not given. */
                branch?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Today"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    visits: {
        parameters: {
            query?: {
                /** @description In this branch; somebody of a branch sees their own. */
                branch?: string;
                /** @description On this day of the house, `YYYY-MM-DD`. */
                day?: string;
                /** @description Of this customer. */
                customer?: string;
                /** @description Visits, 1 to 200; 50 when not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: (components["schemas"]["LoggedVisit"] & {
                            last?: null | components["schemas"]["LastReview"];
                            name?: null | components["schemas"]["Pii_String"];
                        })[];
                    };
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_visit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VisitWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitShown"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitShown"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    call_back_visitor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["VisitId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitShown"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    visit_sound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["VisitId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    record_visit: {
        parameters: {
            query?: {
                /** @description The customer was asked and agreed. */
                consent?: boolean;
                /** @description Of two channels, who is heard. Left out, they are `split` in WAV and FLAC and `mix` in the others. */
                channels?: "split" | "mix";
            };
            header?: never;
            path: {
                id: components["schemas"]["VisitId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "audio/aac": number[];
                "audio/flac": number[];
                "audio/mp4": number[];
                "audio/mpeg": number[];
                "audio/ogg": number[];
                "audio/wav": number[];
                "audio/webm": number[];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    branches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchNames"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list: {
        parameters: {
            query?: {
                /** @description These words were said in one turn, spelling variants alike: words, "an exact phrase", a beginning*. Also `words`. */
                q?: string;
                /** @description Words only as they are asked for: not with و ف ب ل ال before them. */
                exact?: boolean;
                /** @description The words are this speaker's. */
                speaker?: "caller" | "agent" | "machine";
                /** @description Live calls only, or ended calls only. */
                live?: boolean;
                /** @description Began at or after, in milliseconds since 1970. Also `since`. */
                from?: number;
                /** @description Began before, in milliseconds since 1970. Also `until`. */
                to?: number;
                /** @description Waited in this queue last. */
                queue?: string;
                /** @description Talked to this agent last. */
                agent?: string;
                /** @description What the caller wanted, as an agent says, or else as it was understood. */
                intent?: string;
                /**
                 * @description A promise made in it is to be kept at this branch, or, where no `promise` is asked for, its caller came to it within 45
                 *     days after it. Of a search in visits: where they were.
                 */
                branch?: string;
                /** @description The caller's language. */
                language?: "ar" | "en";
                /** @description Ended so. */
                hangup?: "by_caller" | "by_agent" | "served" | "abandoned" | "gave_up" | "cancelled" | "callback_promised" | "not_reached" | "failed" | "interrupted";
                /** @description First mood read. */
                mood_first?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A mood read at some moment; in a search: at the hit's moment. */
                mood?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description How the caller felt in the end, as an agent says, or else as last read. */
                mood_end?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A promise made in it stands so. */
                promise?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description The longest silence of a talk in it was at least so long, in milliseconds. */
                silence_ms?: number;
                /** @description Caller and agent once spoke at once for at least so long, in milliseconds. */
                overlap_ms?: number;
                /** @description It was on hold for at least so long, in milliseconds. */
                hold_ms?: number;
                /** @description The machine read the method's steps in it with at least this score, 0 to 100. */
                score_min?: number;
                /** @description And with at most this one. */
                score_max?: number;
                /** @description A scorecard of it stands so; drafts are one's own. */
                review?: "draft" | "published" | "acknowledged" | "disputed" | "resolved";
                /** @description Somebody left a remark in it, or nobody did. */
                has_comment?: boolean;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Rows on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of a search: which hits come first. */
                sort?: "newest" | "best";
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FoundCall_CallId"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calls: {
        parameters: {
            query?: {
                /** @description These words were said in one turn, spelling variants alike: words, "an exact phrase", a beginning*. Also `words`. */
                q?: string;
                /** @description Words only as they are asked for: not with و ف ب ل ال before them. */
                exact?: boolean;
                /** @description The words are this speaker's. */
                speaker?: "caller" | "agent" | "machine";
                /** @description Live calls only, or ended calls only. */
                live?: boolean;
                /** @description Began at or after, in milliseconds since 1970. Also `since`. */
                from?: number;
                /** @description Began before, in milliseconds since 1970. Also `until`. */
                to?: number;
                /** @description Waited in this queue last. */
                queue?: string;
                /** @description Talked to this agent last. */
                agent?: string;
                /** @description What the caller wanted, as an agent says, or else as it was understood. */
                intent?: string;
                /**
                 * @description A promise made in it is to be kept at this branch, or, where no `promise` is asked for, its caller came to it within 45
                 *     days after it. Of a search in visits: where they were.
                 */
                branch?: string;
                /** @description The caller's language. */
                language?: "ar" | "en";
                /** @description Ended so. */
                hangup?: "by_caller" | "by_agent" | "served" | "abandoned" | "gave_up" | "cancelled" | "callback_promised" | "not_reached" | "failed" | "interrupted";
                /** @description First mood read. */
                mood_first?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A mood read at some moment; in a search: at the hit's moment. */
                mood?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description How the caller felt in the end, as an agent says, or else as last read. */
                mood_end?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A promise made in it stands so. */
                promise?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description The longest silence of a talk in it was at least so long, in milliseconds. */
                silence_ms?: number;
                /** @description Caller and agent once spoke at once for at least so long, in milliseconds. */
                overlap_ms?: number;
                /** @description It was on hold for at least so long, in milliseconds. */
                hold_ms?: number;
                /** @description The machine read the method's steps in it with at least this score, 0 to 100. */
                score_min?: number;
                /** @description And with at most this one. */
                score_max?: number;
                /** @description A scorecard of it stands so; drafts are one's own. */
                review?: "draft" | "published" | "acknowledged" | "disputed" | "resolved";
                /** @description Somebody left a remark in it, or nobody did. */
                has_comment?: boolean;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Rows on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of a search: which hits come first. */
                sort?: "newest" | "best";
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneCall"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    comments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
                comment: components["schemas"]["CommentId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
                comment: components["schemas"]["CommentId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    intent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntentCorrection"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mood: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoodCorrection"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    note: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Note"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    peaks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Peaks"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    of_call: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromiseWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promise"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
                promise: components["schemas"]["PromiseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    how_far: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rail"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reviews: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallReviews"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_sheet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SheetWanted"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SheetNow"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write_sheet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
                sheet: components["schemas"]["SheetId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarksWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SheetNow"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    act_on_sheet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
                sheet: components["schemas"]["SheetId"];
                action: components["schemas"]["Action"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SheetWhy"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SheetNow"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    step: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepMark"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    timeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: {
                            /** @description When, by the wall clock. */
                            at: components["schemas"]["Timestamp"];
                            /** @description Which call. */
                            call: components["schemas"]["CallId"];
                            /** @description What. */
                            event: components["schemas"]["CallEvent"];
                            /** @description Where in the recording. */
                            media_at: components["schemas"]["MediaTime"];
                            /**
                             * Format: int64
                             * @description Counts from 0 within the call, without gaps.
                             */
                            seq: number;
                        }[];
                    };
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transcript: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transcript"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wrap_up: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WrapUpWritten"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findings: {
        parameters: {
            query?: {
                /** @description How far they have come. */
                state?: "open" | "asked" | "answered" | "judged" | "closed";
                /** @description In this branch, or put to it. */
                branch?: string;
                /** @description Of this customer, and of those who were made one with them. */
                customer?: string;
                /** @description What kind. */
                kind?: "contradiction" | "broken_promise" | "mood_fall" | "rule_differs";
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Findings on a page, 1 to 200; 50 when not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeptFinding_String"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding: components["schemas"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeFinding"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_question: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding: components["schemas"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptFinding"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_branch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding: components["schemas"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptFinding"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_finding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding: components["schemas"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LessonWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptFinding"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    judge_finding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                finding: components["schemas"]["FindingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerdictWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptFinding"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    find: {
        parameters: {
            query: {
                /** @description Part of a name, spelling variants alike, or the end of a number. */
                query: string;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Customers on a page, 1 to 200; 50 when not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Customer_CustomerId"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_field: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FieldWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Field"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    drop_field: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FieldDropped"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    journey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Journey"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    merge_customers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeWanted"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Merge"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_merge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
                merge: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    profile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["CustomerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look: {
        parameters: {
            query?: {
                /** @description Part of a name, spelling variants alike; everybody when not given. */
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: ({
                            /** @enum {string} */
                            kind: "agent";
                            /** @description The name colleagues see. */
                            name: string;
                            /** @description What they are doing. */
                            state: components["schemas"]["DeskState"];
                            /** @description What a transfer is told. */
                            target: string;
                        } | {
                            /**
                             * Format: int32
                             * @description Agents free to take its next caller.
                             */
                            free_agents: number;
                            /** @enum {string} */
                            kind: "queue";
                            /** @description Its name. */
                            name: string;
                            /** @description What a transfer is told. */
                            target: string;
                            wait?: null | components["schemas"]["WaitRange"];
                            /**
                             * Format: int32
                             * @description Callers waiting.
                             */
                            waiting: number;
                        })[];
                    };
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    due: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DueSaid"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DueMeant"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: {
                /** @description The last `seq` known; events after it come first. Without it only what happens from now on. */
                since?: number;
                /** @description Some of `calls`, `floor`, `desk`, `partials`, `notices`, with commas; `calls` when not given. */
                topics?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventMessage"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Form"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    form: {
        parameters: {
            query?: {
                /** @description The newest when not given. */
                version?: number;
            };
            header?: never;
            path: {
                form: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Form"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    write_form: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                form: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FormWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Form"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    arrive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GuestAsks"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestTicket"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    how: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestNow"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    call_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallBack"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    feel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticket: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Feeling"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    holds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    place_hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hold"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lift_hold: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hold: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    intents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntentName"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    document: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    people: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleague"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    owed: {
        parameters: {
            query?: {
                /** @description Only those that stand so. */
                state?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description Only overdue ones (open, and their day is over), or only those that are not. */
                overdue?: boolean;
                /** @description Only those kept by the phone, or by a branch. */
                keeper?: "phone" | "branch";
                /** @description Only those made in this call, in its order; a page has them all. */
                call?: string;
                /** @description Only those to be kept in this branch. */
                branch?: string;
                /** @description Only those this user made. */
                agent?: string;
                /** @description Only those this user has to see to: given to them, or made by them, kept by the phone and given to nobody. */
                owner?: string;
                /** @description Only those made to this customer. */
                customer?: string;
                /** @description Only those due at or after, in milliseconds since 1970. */
                due_from?: number;
                /** @description Only those due before, in milliseconds since 1970. */
                due_before?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Promises on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PromiseShown_PromiseId"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_promises: {
        parameters: {
            query?: {
                /** @description Only those that stand so. */
                state?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description Only overdue ones (open, and their day is over), or only those that are not. */
                overdue?: boolean;
                /** @description Only those kept by the phone, or by a branch. */
                keeper?: "phone" | "branch";
                /** @description Only those made in this call, in its order; a page has them all. */
                call?: string;
                /** @description Only those to be kept in this branch. */
                branch?: string;
                /** @description Only those this user made. */
                agent?: string;
                /** @description Only those this user has to see to: given to them, or made by them, kept by the phone and given to nobody. */
                owner?: string;
                /** @description Only those made to this customer. */
                customer?: string;
                /** @description Only those due at or after, in milliseconds since 1970. */
                due_from?: number;
                /** @description Only those due before, in milliseconds since 1970. */
                due_before?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Promises on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promise_alerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwedPromise"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promise_counts: {
        parameters: {
            query?: {
                /** @description Only those that stand so. */
                state?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description Only overdue ones (open, and their day is over), or only those that are not. */
                overdue?: boolean;
                /** @description Only those kept by the phone, or by a branch. */
                keeper?: "phone" | "branch";
                /** @description Only those made in this call, in its order; a page has them all. */
                call?: string;
                /** @description Only those to be kept in this branch. */
                branch?: string;
                /** @description Only those this user made. */
                agent?: string;
                /** @description Only those this user has to see to: given to them, or made by them, kept by the phone and given to nobody. */
                owner?: string;
                /** @description Only those made to this customer. */
                customer?: string;
                /** @description Only those due at or after, in milliseconds since 1970. */
                due_from?: number;
                /** @description Only those due before, in milliseconds since 1970. */
                due_before?: number;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Promises on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromiseCounts"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promise: components["schemas"]["PromiseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromiseWhole"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_promise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promise: components["schemas"]["PromiseId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromiseChanged"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwedPromise"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dismiss_promise: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promise: components["schemas"]["PromiseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    promise_clip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                promise: components["schemas"]["PromiseId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prompts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptNow"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prompt_sound: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prompt: components["schemas"]["PromptId"];
                language: components["schemas"]["Language"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "audio/wav": unknown;
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    record_prompt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prompt: components["schemas"]["PromptId"];
                language: components["schemas"]["Language"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "audio/wav": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptNow"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_back_prompt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prompt: components["schemas"]["PromptId"];
                language: components["schemas"]["Language"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromptNow"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    queues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its items. */
                        items: {
                            /**
                             * Format: int32
                             * @description Agents free to take its next caller.
                             */
                            free_agents: number;
                            /** @description Which. */
                            id: components["schemas"]["QueueId"];
                            /**
                             * Format: int64
                             * @description How long the first of them has waited.
                             */
                            longest_wait_ms: number;
                            wait?: null | components["schemas"]["WaitRange"];
                            /**
                             * Format: int32
                             * @description Callers waiting.
                             */
                            waiting: number;
                        }[];
                    };
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calibration_report: {
        parameters: {
            query: {
                /** @description Its name; its newest version counts. */
                form: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calibration"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    executive_report: {
        parameters: {
            query: {
                /** @description From that moment, in milliseconds since 1970. */
                from: number;
                /** @description Until that moment; until now when not given. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executive"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    gaps_report: {
        parameters: {
            query?: {
                /** @description Calls of so many days until now, 1 to 366; 30 when not given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gaps"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    human_access: {
        parameters: {
            query?: {
                /** @description Calls of so many days until now, 1 to 366; 30 when not given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessReport"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    outreach_report: {
        parameters: {
            query?: {
                /** @description Calls of so many days until now, 1 to 366; 30 when not given. */
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutreachReport"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    call_marks: {
        parameters: {
            query: {
                /** @description Their ids, with commas; at most 200. */
                calls: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallMarks"][];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    my_reviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sampling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sampling"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    plan_sampling: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sampling"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    draw_sample: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sampling"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assign_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                call: components["schemas"]["CallId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Scorers"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptSample"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hits: {
        parameters: {
            query?: {
                /** @description These words were said in one turn, spelling variants alike: words, "an exact phrase", a beginning*. Also `words`. */
                q?: string;
                /** @description Words only as they are asked for: not with و ف ب ل ال before them. */
                exact?: boolean;
                /** @description The words are this speaker's. */
                speaker?: "caller" | "agent" | "machine";
                /** @description Live calls only, or ended calls only. */
                live?: boolean;
                /** @description Began at or after, in milliseconds since 1970. Also `since`. */
                from?: number;
                /** @description Began before, in milliseconds since 1970. Also `until`. */
                to?: number;
                /** @description Waited in this queue last. */
                queue?: string;
                /** @description Talked to this agent last. */
                agent?: string;
                /** @description What the caller wanted, as an agent says, or else as it was understood. */
                intent?: string;
                /**
                 * @description A promise made in it is to be kept at this branch, or, where no `promise` is asked for, its caller came to it within 45
                 *     days after it. Of a search in visits: where they were.
                 */
                branch?: string;
                /** @description The caller's language. */
                language?: "ar" | "en";
                /** @description Ended so. */
                hangup?: "by_caller" | "by_agent" | "served" | "abandoned" | "gave_up" | "cancelled" | "callback_promised" | "not_reached" | "failed" | "interrupted";
                /** @description First mood read. */
                mood_first?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A mood read at some moment; in a search: at the hit's moment. */
                mood?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description How the caller felt in the end, as an agent says, or else as last read. */
                mood_end?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A promise made in it stands so. */
                promise?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description The longest silence of a talk in it was at least so long, in milliseconds. */
                silence_ms?: number;
                /** @description Caller and agent once spoke at once for at least so long, in milliseconds. */
                overlap_ms?: number;
                /** @description It was on hold for at least so long, in milliseconds. */
                hold_ms?: number;
                /** @description The machine read the method's steps in it with at least this score, 0 to 100. */
                score_min?: number;
                /** @description And with at most this one. */
                score_max?: number;
                /** @description A scorecard of it stands so; drafts are one's own. */
                review?: "draft" | "published" | "acknowledged" | "disputed" | "resolved";
                /** @description Somebody left a remark in it, or nobody did. */
                has_comment?: boolean;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Rows on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of a search: which hits come first. */
                sort?: "newest" | "best";
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Hit_String"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    visits_found: {
        parameters: {
            query?: {
                /** @description These words were said in one turn, spelling variants alike: words, "an exact phrase", a beginning*. Also `words`. */
                q?: string;
                /** @description Words only as they are asked for: not with و ف ب ل ال before them. */
                exact?: boolean;
                /** @description The words are this speaker's. */
                speaker?: "caller" | "agent" | "machine";
                /** @description Live calls only, or ended calls only. */
                live?: boolean;
                /** @description Began at or after, in milliseconds since 1970. Also `since`. */
                from?: number;
                /** @description Began before, in milliseconds since 1970. Also `until`. */
                to?: number;
                /** @description Waited in this queue last. */
                queue?: string;
                /** @description Talked to this agent last. */
                agent?: string;
                /** @description What the caller wanted, as an agent says, or else as it was understood. */
                intent?: string;
                /**
                 * @description A promise made in it is to be kept at this branch, or, where no `promise` is asked for, its caller came to it within 45
                 *     days after it. Of a search in visits: where they were.
                 */
                branch?: string;
                /** @description The caller's language. */
                language?: "ar" | "en";
                /** @description Ended so. */
                hangup?: "by_caller" | "by_agent" | "served" | "abandoned" | "gave_up" | "cancelled" | "callback_promised" | "not_reached" | "failed" | "interrupted";
                /** @description First mood read. */
                mood_first?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A mood read at some moment; in a search: at the hit's moment. */
                mood?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description How the caller felt in the end, as an agent says, or else as last read. */
                mood_end?: "angry" | "frustrated" | "lost" | "neutral" | "satisfied" | "sad";
                /** @description A promise made in it stands so. */
                promise?: "suggested" | "open" | "kept" | "partly_kept" | "broken";
                /** @description The longest silence of a talk in it was at least so long, in milliseconds. */
                silence_ms?: number;
                /** @description Caller and agent once spoke at once for at least so long, in milliseconds. */
                overlap_ms?: number;
                /** @description It was on hold for at least so long, in milliseconds. */
                hold_ms?: number;
                /** @description The machine read the method's steps in it with at least this score, 0 to 100. */
                score_min?: number;
                /** @description And with at most this one. */
                score_max?: number;
                /** @description A scorecard of it stands so; drafts are one's own. */
                review?: "draft" | "published" | "acknowledged" | "disputed" | "resolved";
                /** @description Somebody left a remark in it, or nobody did. */
                has_comment?: boolean;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Rows on a page, 1 to 200; 50 when not given. */
                limit?: number;
                /** @description Of a search: which hits come first. */
                sort?: "newest" | "best";
                /** @description Of an export: the language of its first row. */
                header?: "ar" | "en";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FoundVisitShown_String"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    needed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Setup"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    first_admin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstAdmin"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    silent_customers: {
        parameters: {
            query?: {
                /** @description How far they have come; open and assigned when not given. */
                state?: "open" | "assigned" | "closed";
                /** @description Taken by this user. */
                assigned?: string;
                /** @description The `next` of the page before. */
                after?: string;
                /** @description Customers on a page, 1 to 200; 50 when not given. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SilentShown_String"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assign_silent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outreach: components["schemas"]["OutreachId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Assignment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SilentShown"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tell_outcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                outreach: components["schemas"]["OutreachId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutcomeWritten"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SilentShown"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    support: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Support"];
                };
            };
        };
    };
    views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewShown"][];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    name_view: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewWritten"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewShown"];
                };
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: components["schemas"]["ViewId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open: {
        parameters: {
            query?: {
                /** @description A ticket of `POST /api/v1/guests`. */
                ticket?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
