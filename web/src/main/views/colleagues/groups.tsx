// Named sets of members, which sharing rules can speak of. The steward says who is in them.

import { useState } from "preact/hooks";
import type { Group, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { MemberChoice } from "../../parts/choice";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { change, roster } from "../../state/roster";
import { toast } from "../../state/toast";

export function GroupsDialog({ all, onClose }: { all: Member[]; onClose: () => void }) {
  const [group, setGroup] = useState<Group>();
  const back = () => setGroup(undefined);
  return (
    <Dialog title={group?.name ? t.roster.groupEdit(group.name) : t.roster.groupsTitle} onClose={onClose}>
      {group ? <GroupForm group={group} all={all} onDone={back} /> : <List all={all} onGroup={setGroup} />}
    </Dialog>
  );
}

function List({ all, onGroup }: { all: Member[]; onGroup: (group: Group) => void }) {
  const groups = roster.value?.groups ?? [];
  const names = (ids: string[]) => all.filter((m) => ids.includes(m.id)).map((m) => m.name);
  return (
    <>
      <p>{t.roster.groupsLead}</p>
      {groups.length === 0 && <p class="answers">{t.roster.groupsNone}</p>}
      <ul class="group-list" aria-label={t.roster.groupsTitle}>
        {groups.map((group) => (
          <li key={group.name}>
            <div>
              <strong>{group.name}</strong>
              <p class="muted">{names(group.members).join(", ")}</p>
            </div>
            <button type="button" aria-label={t.roster.groupEdit(group.name)} onClick={() => onGroup(group)}>
              {t.roster.groupChange}
            </button>
          </li>
        ))}
      </ul>
      <div class="acts">
        <button type="button" class="primary" onClick={() => onGroup({ name: "", members: [] })}>
          {t.roster.groupNew}
        </button>
      </div>
    </>
  );
}

function GroupForm({ group, all, onDone }: { group: Group; all: Member[]; onDone: () => void }) {
  const [name, setName] = useState(group.name);
  const [chosen, setChosen] = useState(group.members);
  const isNew = group.name === "";
  const save = async () => {
    await change("roster.group", { name: name.trim(), members: chosen });
    toast(t.roster.groupDone(name.trim()));
    onDone();
  };
  return (
    <Form submit={t.roster.save} onSubmit={save} onCancel={onDone} cancel={t.roster.back} disabled={isNew && chosen.length === 0}>
      {isNew && <Field label={t.roster.groupName} value={name} onValue={setName} required maxLength={60} autocomplete="off" />}
      <MemberChoice legend={t.roster.groupMembers} members={all.filter((m) => !m.disabled)} chosen={chosen} onChosen={setChosen} />
      {!isNew && chosen.length === 0 && <p class="note-line">{t.roster.groupEnd}</p>}
    </Form>
  );
}
