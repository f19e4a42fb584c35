import { useState } from "preact/hooks";
import { roles, type Invite } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { CopyButton } from "../../parts/copy";
import { Dialog } from "../../parts/dialog";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { QrCode } from "../../parts/qr";
import { call } from "../../rpc/client";

/** Makes a one-time link, and shows it as text and as a QR code. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [role, setRole] = useState<string>("nurse");
  const [invite, setInvite] = useState<Invite>();
  const make = async () => setInvite(await call("members.invite", { role, origin: `${location.origin}/` }));
  return (
    <Dialog title={t.invite.title} onClose={onClose}>
      {invite ? (
        <Hand invite={invite} onAnother={() => setInvite(undefined)} onClose={onClose} />
      ) : (
        <Form submit={t.invite.make} onSubmit={make} onCancel={onClose}>
          <Select label={t.invite.role} value={role} onValue={setRole} options={roles.map((r) => [r, t.roles[r] ?? r])} />
        </Form>
      )}
    </Dialog>
  );
}

function Hand({ invite, onAnother, onClose }: { invite: Invite; onAnother: () => void; onClose: () => void }) {
  return (
    <div class="hand">
      <p>{t.invite.lead}</p>
      <QrCode text={invite.link} label={t.invite.qr} />
      <Field label={t.invite.link} value={invite.link} onValue={() => undefined} readOnly onFocus={(e) => e.currentTarget.select()} />
      <p class="hint">{t.invite.expires(moment(invite.expires))}</p>
      <div class="acts">
        <button type="button" class="quiet" onClick={onAnother}>
          {t.invite.another}
        </button>
        {"share" in navigator && (
          <button type="button" onClick={() => void navigator.share({ url: invite.link }).catch(() => undefined)}>
            {t.invite.share}
          </button>
        )}
        <CopyButton text={invite.link} label={t.invite.copy} />
        <button type="button" class="primary" onClick={onClose}>
          {t.invite.done}
        </button>
      </div>
    </div>
  );
}
