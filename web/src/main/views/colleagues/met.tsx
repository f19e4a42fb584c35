// What came of two codes: on the way, connected with what went across, or not.

import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Icon } from "../../parts/icon";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { passed, type Passed } from "../../state/meeting";

export function Connecting({ member }: { member: Member }) {
  return (
    <p class="room-news" role="status">
      {t.room.connecting(member.name)}
    </p>
  );
}

export function Connected({ member, before, onClose }: { member: Member; before: Passed; onClose: () => void }) {
  const { data } = useLoad("room", () => call("status.get", {}), [{ event: "streams" }, { event: "patients" }]);
  const now = data && passed(data.streams, member);
  return (
    <div class="room-met">
      <p class="room-news room-good" role="status">
        <Icon name="check" />
        {t.room.connected(member.name)}
      </p>
      {now && <Across now={now} before={before} name={member.name} />}
      <p class="hint">{t.room.straight}</p>
      <div class="acts">
        <button type="button" class="primary" onClick={onClose}>
          {t.room.done}
        </button>
      </div>
    </div>
  );
}

/** What went to the colleague and what came, since the codes were read. */
function Across({ now, before, name }: { now: Passed; before: Passed; name: string }) {
  const [sent, all, came] = [now.received - before.received, now.given - before.received, now.have - before.have];
  if (all === 0 && came === 0) return <p>{t.room.nothing}</p>;
  return (
    <>
      <dl class="pairs">
        <dt>{t.room.sent}</dt>
        <dd data-sent={sent}>{t.room.of(sent, all)}</dd>
        <dt>{t.room.came}</dt>
        <dd data-came={came}>{t.room.entries(came)}</dd>
      </dl>
      {all > 0 && sent === all && <p>{t.room.signed(name)}</p>}
    </>
  );
}

export function Missed({ problem, onAgain }: { problem: string; onAgain: () => void }) {
  return (
    <div class="room-met">
      <div class="problem" role="alert">
        <p>
          <strong>{t.room.failed}:</strong> {problem}.
        </p>
        <ul class="room-cures">
          {t.room.cures.map((cure) => (
            <li key={cure}>{cure}</li>
          ))}
        </ul>
      </div>
      <div class="acts">
        <button type="button" class="primary" onClick={onAgain}>
          {t.room.again}
        </button>
      </div>
    </div>
  );
}
