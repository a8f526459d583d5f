// 审批密钥: made in this browser and kept in its IndexedDB, wrapped under a PIN. Unlocked it is a key that signs and
// that no script can export. What this does and does not protect from: docs/adr, "LED lines are signed in a browser".
import { fromBase64, keyidOf, toBase64 } from "./bytes.js";

const DATABASE = "mingbai-approver";
const STORE = "keys";
const SLOT = "own"; // one person, one key, one browser
const ROUNDS = 600_000; // of PBKDF2-HMAC-SHA-256: OWASP Password Storage Cheat Sheet, 2023
const MIN_PIN = 8;

export class WrongPin extends Error {}

export async function whyNotHere() {
  if (!window.isSecureContext) return "这个网址不是 https。审批密钥只能在 https 网址（或本机 localhost）上使用，请找县里的技术员。";
  if (!window.indexedDB || !crypto.subtle) return "这个浏览器不能保管密钥，请换用新版浏览器。";
  try {
    await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
  } catch {
    return "这个浏览器不支持 Ed25519 签名，请升级浏览器（Chromium 137、Firefox 129、Safari 17 或更新）。";
  }
  return "";
}

export function pinProblem(pin, again) {
  if ([...pin].length < MIN_PIN) return `PIN 码至少 ${MIN_PIN} 位。`;
  if (!/\d/.test(pin) || !/\D/.test(pin)) return "PIN 码里既要有数字，也要有字母或汉字。";
  if (new Set(pin).size < 5) return "PIN 码里重复的字符太多。";
  if (pin !== again) return "两次输入的 PIN 码不一样。";
  return "";
}

export async function makeKey(person, pin) {
  if (await keptKey()) throw new Error("本机已有审批密钥");
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const lock = await lockOf(pin, salt, ROUNDS, ["wrapKey"]);
  const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, lock, { name: "AES-GCM", iv, additionalData: raw });
  const record = { person, publicKey: toBase64(raw), keyid: await keyidOf(raw), salt, iv, wrapped, rounds: ROUNDS, madeAt: new Date().toISOString() };
  await inStore("readwrite", (store) => store.add(record, SLOT));
  await navigator.storage?.persist?.(); // else a browser short of room may throw it away
  return record;
}

export const keptKey = () => inStore("readonly", (store) => store.get(SLOT));

export const deleteKey = () => inStore("readwrite", (store) => store.delete(SLOT));

// The private key, not extractable. Raises WrongPin.
export async function unlock(record, pin) {
  const lock = await lockOf(pin, record.salt, record.rounds, ["unwrapKey"]);
  const how = { name: "AES-GCM", iv: record.iv, additionalData: fromBase64(record.publicKey) };
  try {
    return await crypto.subtle.unwrapKey("pkcs8", record.wrapped, lock, how, "Ed25519", false, ["sign"]);
  } catch {
    throw new WrongPin("PIN 码不对。");
  }
}

async function lockOf(pin, salt, iterations, uses) {
  const typed = new TextEncoder().encode(pin.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, { name: "AES-GCM", length: 256 }, false, uses);
}

function inStore(mode, ask) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(STORE, mode);
      const asked = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => { opening.result.close(); resolve(asked.result); };
      transaction.onabort = () => { opening.result.close(); reject(transaction.error); };
    };
  });
}
