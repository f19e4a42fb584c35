// Segments in IndexedDB: sealed by AES-GCM under the store's key, cut into values of
// 48 KiB, one transaction of strict durability for each segment.

const chunkSize = 48 << 10;

/** Opens the store; its key is made on first use and cannot be read out. */
export async function openStore() {
  const opening = indexedDB.open("floor");
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("chunks");
    opening.result.createObjectStore("keys");
  };
  const db = await done(opening);
  let key = await done(db.transaction("keys").objectStore("keys").get("store"));
  if (!key) {
    key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const transaction = db.transaction("keys", "readwrite", { durability: "strict" });
    transaction.objectStore("keys").put(key, "store");
    await committed(transaction);
  }
  return new Store(db, key);
}

class Store {
  constructor(db, key) {
    this.db = db;
    this.key = key;
  }

  /** Seals and puts a segment; resolves when it is durable. */
  async put(number, bytes) {
    const sealed = await seal(this.key, bytes);
    const transaction = this.db.transaction("chunks", "readwrite", { durability: "strict" });
    const chunks = transaction.objectStore("chunks");
    for (let at = 0; at < sealed.length; at += chunkSize) {
      chunks.put(sealed.slice(at, at + chunkSize), [number, at]);
    }
    await committed(transaction);
  }

  /** Reads and opens a segment. */
  async get(number) {
    const range = IDBKeyRange.bound([number], [number + 1], false, true);
    const chunks = await done(this.db.transaction("chunks").objectStore("chunks").getAll(range));
    return open(this.key, join(chunks));
  }
}

export async function seal(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes);
  return join([iv, new Uint8Array(sealed)]);
}

export async function open(key, sealed) {
  const iv = sealed.subarray(0, 12);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.subarray(12)));
}

export function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const committed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
