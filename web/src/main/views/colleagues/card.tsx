// One member of the network: who, known how, reached how, and what one may do.

import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { grouped, memberNumber } from "../../i18n/format";
import { Icon } from "../../parts/icon";

interface Props {
  member: Member;
  onWrite: (to: Member) => void;
  onMore: (member: Member) => void;
}

export function MemberCard({ member, onWrite, onMore }: Props) {
  return (
    <li class="member card" data-gone={member.disabled}>
      <span class="member-number">{memberNumber(member.number)}</span>
      <div class="member-name">
        <strong>{member.name}</strong>
        <Tags member={member} />
        <p class="muted">{said(member).join(" · ")}</p>
      </div>
      <span class={member.verified ? "verified" : "unverified"}>
        <Icon name={member.verified ? "check" : "warning"} />
        {member.verified ? t.colleagues.verified : t.colleagues.unverified}
      </span>
      {member.me || member.disabled ? <span /> : <Presence member={member} />}
      <details class="member-print">
        <summary>{t.colleagues.fingerprint}</summary>
        <code class="fingerprint">{grouped(member.fingerprint)}</code>
      </details>
      <div class="member-acts">
        {!member.me && !member.disabled && !member.blocked && (
          <button type="button" aria-label={t.write.actTo(member.name)} onClick={() => onWrite(member)}>
            {t.write.act}
          </button>
        )}
        <button type="button" class="quiet" aria-label={t.roster.moreOf(member.name)} onClick={() => onMore(member)}>
          {t.roster.more}
        </button>
      </div>
    </li>
  );
}

function Tags({ member }: { member: Member }) {
  const plain = [member.me && t.colleagues.me, member.left && t.roster.left, member.blocked && t.roster.blocked];
  return (
    <>
      {plain.map((word) => word && <span class="tag">{word}</span>)}
      {member.disabled && !member.left && <span class="tag tag-warning">{t.roster.disabled}</span>}
      {member.steward && <span class="tag tag-accent">{t.colleagues.steward}</span>}
    </>
  );
}

/** Role, speciality, devices and groups, in words. */
function said({ role, speciality, devices, groups }: Member): string[] {
  const off = devices.filter((d) => d.disabled).length;
  return [
    t.roles[role] ?? role,
    speciality,
    t.colleagues.devices(devices.length),
    off > 0 ? t.roster.deviceOff(off) : "",
    groups.length > 0 ? t.roster.groups(groups) : "",
  ].filter(Boolean);
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
