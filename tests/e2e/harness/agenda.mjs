// What a person does with the agenda.

import { go } from "./person.mjs";

/** The day and the time, as fields of a form have them, so many hours from now. */
export function inHours(hours) {
  const at = new Date(Date.now() + hours * 3_600_000);
  const two = (n) => String(n).padStart(2, "0");
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}

/** Opens the agenda at Today, Tomorrow or Week. */
export async function agenda(page, span = "Week") {
  await go(page, "Agenda");
  await page.getByRole("link", { name: span, exact: true }).click();
  await page.locator('.tabs [aria-current="page"]', { hasText: span }).waitFor();
}

/** Makes an appointment: on the agenda for a patient by name, or on the page of one. */
export async function appoint(page, { patient, hours, about, minutes }) {
  await page.getByRole("button", { name: "Appointment…" }).click();
  const dialog = page.getByRole("dialog");
  if (patient) {
    await dialog.getByLabel("Find the patient").fill(patient);
    await dialog.getByRole("list", { name: "Patients found" }).getByRole("button", { name: patient }).click();
  }
  await fillSlot(dialog, { hours, about, minutes });
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function fillSlot(dialog, { hours, about, minutes }) {
  const { day, time } = inHours(hours);
  await dialog.getByLabel("Day").fill(day);
  await dialog.getByLabel("Time").fill(time);
  if (minutes) await dialog.getByLabel("Minutes").fill(String(minutes));
  if (about) await dialog.getByLabel("What about").fill(about);
}

/** Moves an appointment of the list. */
export async function move(page, patient, hours) {
  await page.getByRole("button", { name: `Change the appointment of ${patient}` }).click();
  const dialog = page.getByRole("dialog");
  await fillSlot(dialog, { hours });
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Calls an appointment of the list off. */
export async function callOff(page, patient) {
  await page.getByRole("button", { name: `Change the appointment of ${patient}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Call it off" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** An appointment in the list, by what it says. */
export const line = (page, text) => page.locator(".agenda-line", { hasText: text });

/** Has everybody asked before each appointment, from the agenda. */
export async function askBefore(page, purpose) {
  await page.getByRole("button", { name: "Ask before appointments…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("For what").fill(purpose);
  await dialog.getByRole("button", { name: "Ask from now on" }).click();
  await dialog.getByRole("list", { name: "Standing queries" }).getByText(purpose).waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
}
