// Samples and what is said of them.

/** The value below which the share p of the samples lies. */
export function percentile(samples, p) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)];
}

export const median = (samples) => {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Figures by system and name, one sample a round. */
export class Figures {
  samples = {};

  /** Adds a round's figures of a system: {save: seconds, …}; those that are undefined are left out. */
  add(system, figures) {
    const mine = (this.samples[system] ??= {});
    for (const [name, value] of Object.entries(figures)) {
      if (value !== undefined) (mine[name] ??= []).push(value);
    }
  }

  /** The median over the rounds, undefined if nothing was measured. */
  median(system, name) {
    const samples = this.samples[system]?.[name];
    return samples && median(samples);
  }
}
