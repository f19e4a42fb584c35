// Everybody in the network, and the way in for the next one.

import { useState } from "preact/hooks";
import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { grouped, memberNumber } from "../../i18n/format";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Skeleton } from "../../parts/skeleton";
import { members } from "../../state/network";
import { replaceRoute, roomPath } from "../../state/route";
import { WriteDialog } from "../mail/write";
import { InviteDialog } from "./invite";
import { RoomDialog } from "./room";

/** room: the codes for a colleague in the same room stand over the list. */
export function ColleaguesView({ room }: { room: boolean }) {
  const [inviting, setInviting] = useState(false);
  const [to, setTo] = useState<Member>();
  const all = members.value;
  const steward = all?.some((m) => m.me && m.steward) ?? false;
  return (
    <Page title={t.colleagues.title} foot={all && <Foot count={all.length} steward={steward} onInvite={() => setInviting(true)} />}>
      {!all && <Skeleton lines={5} />}
      {all && (
        <ul class="members" aria-label={t.colleagues.list}>
          {all.map((member) => (
            <MemberCard key={member.id} member={member} onWrite={setTo} />
          ))}
        </ul>
      )}
      {all?.length === 1 && <Empty title={t.colleagues.alone} text={steward ? t.colleagues.aloneText : t.colleagues.onlySteward} />}
      {all && all.length > 1 && <p class="hint">{t.colleagues.verifiedHint}</p>}
      {to && <WriteDialog to={to} onClose={() => setTo(undefined)} />}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {room && <RoomDialog onClose={() => replaceRoute("#/colleagues")} />}
    </Page>
  );
}

function Foot({ count, steward, onInvite }: { count: number; steward: boolean; onInvite: () => void }) {
  return (
    <>
      <p class="foot-text">
        {t.colleagues.count(count)}
        {!steward && ` · ${t.colleagues.onlySteward}`}
      </p>
      {count > 1 && (
        <a class="button" href={roomPath}>
          <Icon name="code" />
          {t.room.act}
        </a>
      )}
      <a class="button" href="#/rules">
        <Icon name="share" />
        {t.rules.link}
      </a>
      {steward && (
        <button type="button" class="primary" onClick={onInvite}>
          <Icon name="plus" />
          {t.colleagues.invite}
        </button>
      )}
    </>
  );
}

function MemberCard({ member, onWrite }: { member: Member; onWrite: (to: Member) => void }) {
  return (
    <li class="member card">
      <span class="member-number">{memberNumber(member.number)}</span>
      <div class="member-name">
        <strong>{member.name}</strong>
        {member.me && <span class="tag">{t.colleagues.me}</span>}
        {member.steward && <span class="tag tag-accent">{t.colleagues.steward}</span>}
        <p class="muted">
          {t.roles[member.role] ?? member.role} · {t.colleagues.devices(member.devices.length)}
        </p>
      </div>
      <span class={member.verified ? "verified" : "unverified"}>
        <Icon name={member.verified ? "check" : "warning"} />
        {member.verified ? t.colleagues.verified : t.colleagues.unverified}
      </span>
      {member.me ? <span /> : <Presence member={member} />}
      <details class="member-print">
        <summary>{t.colleagues.fingerprint}</summary>
        <code class="fingerprint">{grouped(member.fingerprint)}</code>
      </details>
      {!member.me && (
        <button type="button" class="member-write" aria-label={t.write.actTo(member.name)} onClick={() => onWrite(member)}>
          {t.write.act}
        </button>
      )}
    </li>
  );
}

function Presence({ member: { path, online } }: { member: Member }) {
  const words = { direct: t.colleagues.direct, relay: online ? t.colleagues.online : t.colleagues.relay, offline: t.colleagues.offline };
  return (
    <span class="presence" data-path={path} data-online={online}>
      <span class="dot" aria-hidden="true" />
      {words[path]}
    </span>
  );
}
