// The one search box. Typing anywhere in it shows the patients that match.

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { go, route } from "../state/route";
import { Icon } from "./icon";

/** What is in the box; kept while other views are shown. */
export const searched = signal("");

export function SearchBox() {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const typing = (event.target as Element).closest("input, textarea, select, dialog");
      if (event.key !== "/" || typing) return;
      event.preventDefault();
      ref.current?.focus();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <search class="search">
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        placeholder={t.patients.search}
        aria-label={t.patients.search}
        autocomplete="off"
        spellcheck={false}
        value={searched.value}
        onInput={(event) => {
          searched.value = event.currentTarget.value;
          if (route.value.view !== "patients") go("#/patients");
        }}
      />
    </search>
  );
}
