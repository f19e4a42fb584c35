// What one may do about a member: a few acts, each with a step of its own.

import { useState } from "preact/hooks";
import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { roster } from "../../state/roster";
import { Block } from "./block";
import { Disable, Enable, Leave } from "./part";
import { Rename } from "./rename";
import { Offer } from "./steward";
import { Verify } from "./verify";

interface Step {
  act: string;
  title: string;
  body: (props: StepProps) => preact.JSX.Element;
}

export interface StepProps {
  member: Member;
  me: Member;
  onDone: () => void;
}

interface Props {
  member: Member;
  me: Member;
  onClose: () => void;
}

export function MemberDialog({ member, me, onClose }: Props) {
  const steps = stepsFor(member, me);
  const [at, setAt] = useState<string>();
  const step = steps.find(({ act }) => act === at);
  const Body = step?.body;
  return (
    <Dialog title={step?.title ?? member.name} onClose={onClose}>
      {Body ? (
        <Body member={member} me={me} onDone={onClose} />
      ) : (
        <ul class="act-list">
          {steps.map(({ act }) => (
            <li key={act}>
              <button type="button" onClick={() => setAt(act)}>
                {act}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** The acts that there are for this member, in the order in which they are shown. */
function stepsFor(member: Member, me: Member): Step[] {
  const { name } = member;
  const off = member.disabled || member.devices.some((d) => d.disabled);
  const own: [boolean, Step][] = [
    [me.steward || member.me, renaming(member, me)],
    [!member.me, { act: t.roster.verify, title: t.roster.verifyTitle(name), body: Verify }],
    [!member.me, { act: blocking(member), title: member.blocked ? t.roster.unblockTitle(name) : t.roster.blockTitle(name), body: Block }],
  ];
  const steward: [boolean, Step][] = [
    [!member.me && !member.disabled, { act: t.roster.disable, title: t.roster.disableTitle(name), body: Disable }],
    [off, { act: t.roster.enable, title: t.roster.enableTitle(name), body: Enable }],
    [
      !member.me && !member.disabled && roster.value?.offered !== member.id,
      { act: t.roster.steward, title: t.roster.stewardTitle(name), body: Offer },
    ],
  ];
  const leave: [boolean, Step] = [member.me && !me.steward, { act: t.roster.leave, title: t.roster.leaveTitle, body: Leave }];
  return [...own, ...(me.steward ? steward : []), leave].flatMap(([there, step]) => (there ? [step] : []));
}

const blocking = (m: Member) => (m.blocked ? t.roster.unblock : t.roster.block);

function renaming(member: Member, me: Member): Step {
  const whole = me.steward;
  return {
    act: whole ? t.roster.rename : t.roster.renameOwn,
    title: whole ? t.roster.renameTitle(member.name) : t.roster.renameOwnTitle,
    body: Rename,
  };
}
