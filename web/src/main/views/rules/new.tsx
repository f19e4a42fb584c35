// A new rule: first what it says, then what it would do.

import { useState } from "preact/hooks";
import { roles, type Rule, type RuleEffect } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Chips, MemberChoice, Radios } from "../../parts/choice";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { groupNames, members } from "../../state/network";
import { Preview } from "./preview";

const blank: Rule = { effect: "share", name: "", kinds: [], tags: [], patients: [], members: [], roles: [], groups: [], text: "" };
const kinds = Object.entries(t.kind).filter(([kind]) => kind !== "");

interface Props {
  /** Those that there are already. */
  rules: Rule[];
  onDone: () => void;
  onClose: () => void;
}

export function NewRuleDialog({ rules, onDone, onClose }: Props) {
  const [rule, setRule] = useState(blank);
  const [tags, setTags] = useState("");
  const [asked, setAsked] = useState(false);
  const whole = { ...rule, name: rule.name.trim(), tags: split(tags) };
  return (
    <Dialog title={t.rules.new} onClose={onClose}>
      {asked ? (
        <>
          <Said rule={whole} />
          <Preview rules={[...rules, whole]} onDone={onDone} onCancel={() => setAsked(false)} cancel={t.rules.back} />
        </>
      ) : (
        <Form submit={t.rules.next} onSubmit={async () => setAsked(true)} onCancel={onClose}>
          <RuleFields rule={rule} tags={tags} onTags={setTags} onRule={(part) => setRule({ ...rule, ...part })} />
        </Form>
      )}
    </Dialog>
  );
}

interface FieldsProps {
  rule: Rule;
  tags: string;
  onTags: (tags: string) => void;
  onRule: (part: Partial<Rule>) => void;
}

function RuleFields({ rule, tags, onTags, onRule }: FieldsProps) {
  const keeps = rule.effect === "keep";
  return (
    <>
      <Radios<RuleEffect>
        legend={t.rules.effect}
        value={rule.effect}
        onValue={(effect) => onRule({ effect })}
        options={[
          ["share", t.rules.share, t.rules.shareHint],
          ["keep", t.rules.keep, t.rules.keepHint],
        ]}
      />
      <fieldset>
        <legend>{t.rules.kinds}</legend>
        <Chips label={t.rules.kinds} options={kinds} chosen={rule.kinds} onChosen={(chosen) => onRule({ kinds: chosen })} />
        {rule.kinds.length === 0 && <p class="hint">{t.rules.kindsHint}</p>}
        <Field label={t.rules.tags} hint={t.rules.tagsHint} value={tags} onValue={onTags} maxLength={500} autocomplete="off" />
      </fieldset>
      <Recipients rule={rule} onRule={onRule} legend={keeps ? t.rules.from : t.rules.to} />
      <Field
        label={t.rules.name}
        hint={t.rules.nameHint}
        value={rule.name}
        onValue={(name) => onRule({ name })}
        maxLength={60}
        autocomplete="off"
      />
    </>
  );
}

function Recipients({ rule, legend, onRule }: { rule: Rule; legend: string; onRule: FieldsProps["onRule"] }) {
  const others = (members.value ?? []).filter((m) => !m.me);
  const hint = rule.effect === "keep" ? t.rules.everybodyFrom : t.rules.everybodyTo;
  const groups = groupNames(members.value ?? []);
  const everybody = rule.roles.length + rule.groups.length + rule.members.length === 0;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <Chips
        label={t.rules.roles}
        options={roles.map((role) => [role, t.roles[role] ?? role])}
        chosen={rule.roles}
        onChosen={(chosen) => onRule({ roles: chosen })}
      />
      {groups.length > 0 && (
        <Chips
          label={t.rules.groups}
          options={groups.map((group) => [group, group])}
          chosen={rule.groups}
          onChosen={(chosen) => onRule({ groups: chosen })}
        />
      )}
      {everybody && <p class="hint">{hint}</p>}
      {others.length > 0 && (
        <MemberChoice
          legend={t.rules.members}
          members={others}
          chosen={rule.members}
          onChosen={(chosen) => onRule({ members: chosen })}
        />
      )}
    </fieldset>
  );
}

/** The rule as it was put together. */
function Said({ rule }: { rule: Rule }) {
  const names = (members.value ?? []).filter((m) => rule.members.includes(m.id)).map((m) => m.name);
  const who = [
    ...rule.roles.map((role) => t.rules.everyRole((t.roles[role] ?? role).toLowerCase())),
    ...rule.groups.map(t.rules.group),
    ...names,
  ];
  const lines: [string, string[], string][] = [
    [t.rules.kinds, rule.kinds.map((kind) => t.kind[kind] ?? kind), t.rules.any],
    [t.rules.tags, rule.tags, ""],
    [rule.effect === "keep" ? t.rules.from : t.rules.to, who, t.rules.everybody],
  ];
  return (
    <dl class="pairs">
      <dt>{t.rules.effect}</dt>
      <dd>{rule.effect === "keep" ? t.rules.keepHint : t.rules.shareHint}</dd>
      {lines.map(([label, words, none]) => {
        const text = words.join(", ") || none;
        return text && [<dt key={label}>{label}</dt>, <dd key={`${label} said`}>{text}</dd>];
      })}
    </dl>
  );
}

/** The marks as they were typed, commas between. */
const split = (text: string) => text.split(",").flatMap((mark) => mark.trim() || []);
