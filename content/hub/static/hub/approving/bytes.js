// Bytes as text, and the two formats that others must compute in the same way.
const UTF8 = new TextEncoder();

export const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
export const toHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => toHex(await crypto.subtle.digest("SHA-256", bytes));

// DSSE v1, pre-authentication encoding: "DSSEv1" SP len(type) SP type SP len(payload) SP payload; lengths in bytes.
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
export function preAuthenticationEncoding(payloadType, payload) {
  const type = UTF8.encode(payloadType);
  const head = UTF8.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const whole = new Uint8Array(head.length + payload.length);
  whole.set(head);
  whole.set(payload, head.length);
  return whole;
}

// As securesystemslib computes it: SHA-256 of the key as canonical JSON (its members in alphabetical order).
export const keyidOf = (rawPublicKey) =>
  sha256(UTF8.encode(`{"keytype":"ed25519","keyval":{"public":"${toHex(rawPublicKey)}"},"scheme":"ed25519"}`));
