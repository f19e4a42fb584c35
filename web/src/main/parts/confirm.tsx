// Asks once more, in place, before something is done.

import { Form } from "./form";

interface Props {
  title: string;
  text: string;
  submit: string;
  onSubmit: () => Promise<void>;
  onCancel: () => void;
}

export function Confirm({ title, text, ...form }: Props) {
  return (
    <div class="warning" role="group" aria-label={title}>
      <Form {...form}>
        <p>
          <strong>{title}</strong>
        </p>
        <p>{text}</p>
      </Form>
    </div>
  );
}
