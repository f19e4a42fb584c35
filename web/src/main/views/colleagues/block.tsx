import { t } from "../../i18n";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import type { StepProps } from "./member";

/** Blocks a colleague, or unblocks one who is. */
export function Block({ member, onDone }: StepProps) {
  const undo = member.blocked;
  const set = async () => {
    await call("book.block", { member: member.id, undo });
    toast(undo ? t.roster.unblockDone(member.name) : t.roster.blockDone(member.name));
    onDone();
  };
  return (
    <Form submit={undo ? t.roster.unblockAct : t.roster.blockAct} onSubmit={set} onCancel={onDone}>
      <p>{undo ? t.roster.unblockText(member.name) : t.roster.blockText(member.name)}</p>
      {!undo && <p class="note-line">{t.roster.blockHint}</p>}
    </Form>
  );
}
