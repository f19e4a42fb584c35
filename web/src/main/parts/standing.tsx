// How far an entry has come, in words with a shape beside them.

import type { Standing } from "../../shared/api.gen";
import { t } from "../i18n";
import { precisely } from "../i18n/format";

interface Props {
  state: Standing;
  seen?: number;
  /** How many of them have opened it. */
  opened?: number;
  /** How many colleagues it is for; an entry for nobody waits for nothing. */
  audience?: number;
  /** When it was opened, of one colleague's. */
  at?: string;
}

export function StandingMark({ state, seen = 0, opened = 0, audience, at = "" }: Props) {
  return (
    <span class="standing" data-standing={audience === 0 ? "idle" : state}>
      <span class="standing-steps" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </span>
      {at ? t.standing.openedAt(precisely(at)) : word(state, seen, opened, audience)}
    </span>
  );
}

function word(state: Standing, seen: number, opened: number, audience: number | undefined): string {
  if (audience === undefined) return t.standing[state];
  if (audience === 0) return t.standing.alone;
  if (opened > 0 && seen >= audience) return t.standing.openedBy(opened, audience);
  if (state === "received") return t.standing.receivedBy(seen, audience);
  if (state === "relay") return t.standing.relayFor(seen, audience);
  return seen > 0 ? t.standing.receivedBy(seen, audience) : t.standing.device;
}
