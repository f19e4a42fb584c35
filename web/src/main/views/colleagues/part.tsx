// The end of a member's or a device's part, and its beginning again.

import { useState } from "preact/hooks";
import type { Device, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Radios } from "../../parts/choice";
import { Form } from "../../parts/form";
import { change } from "../../state/roster";
import { toast } from "../../state/toast";
import type { StepProps } from "./member";

export function Disable({ member, onDone }: StepProps) {
  const [device, setDevice] = useState("");
  const on = member.devices.filter((d) => !d.disabled);
  const disable = async () => {
    await change("roster.disable", { member: member.id, device });
    toast(t.roster.disabledDone(device === "" ? member.name : t.roster.device(called(member, device))));
    onDone();
  };
  return (
    <Form submit={t.roster.disableAct} onSubmit={disable} onCancel={onDone}>
      <p>{t.roster.disableText(member.name)}</p>
      {on.length > 1 && <What member={member} devices={on} value={device} onValue={setDevice} />}
    </Form>
  );
}

export function Enable({ member, onDone }: StepProps) {
  const off = member.devices.filter((d) => d.disabled);
  const [device, setDevice] = useState(member.disabled ? "" : (off[0]?.id ?? ""));
  const enable = async () => {
    await change("roster.enable", { member: member.id, device });
    toast(t.roster.enabledDone(member.name));
    onDone();
  };
  return (
    <Form submit={t.roster.enableAct} onSubmit={enable} onCancel={onDone}>
      <p>{t.roster.enableText(member.name)}</p>
      {off.length > (member.disabled ? 0 : 1) && (
        <What member={member} devices={off} whole={member.disabled} value={device} onValue={setDevice} />
      )}
    </Form>
  );
}

export function Leave({ me, onDone }: StepProps) {
  const leave = async () => {
    await change("roster.disable", { member: me.id, device: "" });
    toast(t.roster.waiting);
    onDone();
  };
  return (
    <Form submit={t.roster.leaveAct} onSubmit={leave} onCancel={onDone}>
      <p>{t.roster.leaveText}</p>
    </Form>
  );
}

interface WhatProps {
  member: Member;
  devices: Device[];
  whole?: boolean;
  value: string;
  onValue: (device: string) => void;
}

/** The whole member, or one of these devices. */
function What({ member, devices, whole = true, value, onValue }: WhatProps) {
  const each = devices.map(({ id }) => [id, t.roster.device(called(member, id))] as const);
  return (
    <Radios
      legend={t.roster.disableWhat}
      value={value}
      onValue={onValue}
      options={whole ? [["", t.roster.whole(member.name)], ...each] : each}
    />
  );
}

/** What people may know a device by. */
function called({ devices }: Member, id: string): string {
  const device = devices.find((d) => d.id === id);
  const name = device?.name || id.slice(0, 8);
  return device?.me ? `${name} (${t.roster.thisDevice})` : name;
}
