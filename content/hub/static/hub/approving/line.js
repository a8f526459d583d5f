// What the bytes to sign say. Everything shown of a line is read from these bytes, never from the page around them.
const LINE = new Set(["v", "id", "unit", "rev", "county", "boards", "text", "style", "valid_from", "valid_until", "seq", "disclosure", "disclosure_rev", "preview_sha256", "urgency", "template", "fillings"]);
const TEMPLATE = new Set(["v", "name", "unit", "county", "boards", "text", "blanks", "style", "urgency", "valid_from", "valid_until", "max_hours", "disclosure", "preview_sha256"]);
const BLANK = new Set(["name", "form", "choices", "least", "most", "decimals"]);
// As what they are signed: two are needed for a line and for a template, one for a line that is made of a template.
export const LINE_TYPE = "application/vnd.mingbai.led-line+json";
export const RELEASE_TYPE = "application/vnd.mingbai.led-release+json";
export const TEMPLATE_TYPE = "application/vnd.mingbai.led-template+json";
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u; // characters that print nothing, or turn the text around

export class Unreadable extends Error {}

export function readLine(payload) {
  return { urgency: "routine", preview_sha256: "", template: "", fillings: [], ...read(payload, LINE) };
}

export function readTemplate(payload) {
  const template = { preview_sha256: "", blanks: [], ...read(payload, TEMPLATE) };
  for (const blank of template.blanks) {
    if (Object.keys(blank).some((name) => !BLANK.has(name))) throw new Unreadable("模板的空格里有本页不认识的项目，不能签名。");
    if ([blank.name, ...(blank.choices ?? [])].some((word) => typeof word !== "string" || UNSEEN.test(word))) throw new Unreadable("模板的空格里有看不见的字符，不能签名。");
  }
  return template;
}

function read(payload, fields) {
  let written, found;
  try {
    written = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
    found = JSON.parse(written);
  } catch {
    throw new Unreadable("待签内容不是短讯。");
  }
  // Written again it must come out the same: a name that stands twice would be read in two ways.
  if (JSON.stringify(found) !== written) throw new Unreadable("待签内容的写法不止一种读法，不能签名。");
  const unknown = Object.keys(found).filter((name) => !fields.has(name));
  if (unknown.length) throw new Unreadable("待签内容里有本页不认识的项目，不能签名。");
  if (typeof found.text !== "string" || !found.text.trim() || UNSEEN.test(found.text)) throw new Unreadable("短讯里有看不见的字符，不能签名。");
  if (!Array.isArray(found.boards) || !found.boards.length) throw new Unreadable("短讯没有写明显示屏。");
  return found;
}

const TIME = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", dateStyle: "long", timeStyle: "short", hour12: false });
export const inCountyTime = (moment) => TIME.format(new Date(moment));

// Why this key may not sign this line now; empty if it may. The hub, the signer and every terminal check again.
export function whyNotThisKey(keyid, line, approvers, signed, now) {
  if (signed.some((one) => one.keyid === keyid)) return "本机密钥已签过，还需另一位审批人。";
  const entry = approvers.find((one) => one.keyid === keyid);
  if (!entry) return "本机密钥还不在审批人名单上。";
  if (now < new Date(entry.valid_from) || now >= new Date(entry.valid_until)) return "本机密钥不在有效期内，请重新登记。";
  const covers = (allowed, wanted) => allowed.includes("*") || allowed.includes(wanted);
  if (!covers(entry.units, line.unit) || !line.boards.every((board) => covers(entry.boards, board))) return "本机密钥管不到这个单位或其中的屏。";
  return "";
}
