// Linking with a colleague in the same room, by codes that the devices show each other.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Meeting, Member, RoomCode } from "../../shared/api.gen";
import { call, on, type CallError } from "../rpc/client";
import { asCallError } from "./load";

/** What passed between this device and a member's, in entries. */
export interface Passed {
  given: number;
  received: number;
  have: number;
}

export interface Meet {
  /** What this device shows: its own offer, or the answer to a member. */
  shown: RoomCode | undefined;
  /** Whose answer was read. */
  partner: Member | undefined;
  /** What came of it. */
  met: Meeting | undefined;
  error: CallError | undefined;
  /** What had passed before. */
  before: Passed;
  show(): void;
  read(text: string): Promise<void>;
}

const nothing: Passed = { given: 0, received: 0, have: 0 };

/** Shows an offer at once, and another when nobody has answered it in time. */
export function useMeeting(): Meet {
  const [shown, setShown] = useState<RoomCode>();
  const [partner, setPartner] = useState<Member>();
  const [met, setMet] = useState<Meeting>();
  const [error, setError] = useState<CallError>();
  const [before, setBefore] = useState(nothing);
  const fail = (failure: unknown) => setError(asCallError(failure));

  // Counts what was begun, so that what was overtaken shows no more.
  const turn = useRef(0);
  const show = () => {
    const mine = ++turn.current;
    for (const forget of [setShown, setPartner, setMet, setError]) forget(undefined);
    call("room.offer", {}).then(
      (code) => mine === turn.current && setShown(code),
      (failure: unknown) => mine === turn.current && fail(failure),
    );
  };
  const read = async (text: string) => {
    turn.current++;
    const before = shown;
    setError(undefined);
    setShown(undefined); // or the colleague's camera may read the code of before, while the answer is made
    try {
      const params = { code: text.trim() };
      const status = await call("status.get", {});
      if (params.code.startsWith("SATCHEL-ANSWER:")) {
        const member = await call("room.accept", params);
        setBefore(passed(status.streams, member));
        setPartner(member);
      } else {
        const code = await call("room.answer", params);
        setBefore(passed(status.streams, code.member));
        setShown(code);
      }
    } catch (failure) {
      setShown(before);
      fail(failure);
    }
  };

  const offers = useRef(false);
  offers.current = shown?.member.id === "" && !partner;
  useEffect(() => {
    show();
    return on("room", (news) => {
      if (news.member.id !== "") setMet(news);
      else if (offers.current) show();
    });
  }, []);
  return { shown, partner, met, error, before, show, read };
}

/** The sums of the streams with all devices of a member. */
export function passed(streams: readonly (Passed & { member: string })[], { id }: Member): Passed {
  return streams
    .filter((s) => s.member === id)
    .reduce((sum, s) => ({ given: sum.given + s.given, received: sum.received + s.received, have: sum.have + s.have }), nothing);
}
