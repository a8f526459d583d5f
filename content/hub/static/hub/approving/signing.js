// 签名: what the pages of a line and of a template share. The pictures are checked, then exactly these bytes are signed.
import { fromBase64, preAuthenticationEncoding, sha256, toBase64 } from "./bytes.js";
import { keptKey, unlock, whyNotHere, WrongPin } from "./key.js";
import { whyNotThisKey } from "./line.js";

const WORDS = { drill: "演练", emergency: "应急" }; // what an approver types: an urgent line is not signed by habit
export const facts = JSON.parse(document.getElementById("facts").textContent);
export const payload = fromBase64(facts.payload);
const part = (id) => document.getElementById(id);
const say = (text, isGood = false) => { part("said").textContent = text; part("said").className = isGood ? "good" : ""; };

export function showRows(table, rows) {
  for (const [label, value] of Object.entries(rows)) {
    const row = part(table).insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = label;
    row.append(head);
    const cell = row.insertCell();
    cell.textContent = value;
    if (label === "内容") cell.className = "text";
  }
}

// The picture on the first board is named in the signed bytes by its hash; another picture is not shown at all.
async function showPictures(content) {
  for (const [number, id] of content.boards.entries()) {
    const board = facts.boards.find((one) => one.id === id);
    if (!board) throw new Error(`平台没有显示屏 ${id} 的资料，不能签名。`);
    const answer = await fetch(board.preview);
    if (!answer.ok) throw new Error(`显示屏 ${id} 显示不了这条短讯，不能签名。`);
    const picture = await answer.arrayBuffer();
    if (number === 0 && content.preview_sha256 && (await sha256(picture)) !== content.preview_sha256) {
      throw new Error(`显示屏 ${id} 的预览图不是短讯里写明的那一张，不能签名。`);
    }
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    image.alt = `短讯在 ${id} 上的样子：${content.text}`;
    const caption = document.createElement("figcaption");
    caption.textContent = `${id}（${board.about}）`;
    figure.append(image, caption);
    part("pictures").append(figure);
    await image.decode();
  }
}

async function sign(content, key, type, done) {
  const word = WORDS[content.urgency];
  if (word && part("word").value.trim() !== word) { say(`请输入“${word}”，表示知道这是${word}短讯。`); return; }
  say("正在签名…");
  let signature;
  try {
    const unlocked = await unlock(key, part("pin").value);
    signature = await crypto.subtle.sign("Ed25519", unlocked, preAuthenticationEncoding(type, payload));
  } catch (error) {
    say(error instanceof WrongPin ? error.message : `没有签成：${error.message}`);
    part("pin").select();
    return;
  } finally {
    if (signature) part("pin").value = "";
  }
  const answer = await fetch(facts.post, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    body: JSON.stringify({ keyid: key.keyid, sig: toBase64(signature) }),
  });
  const told = await answer.json().catch(() => ({ error: "平台没有收下签名，请刷新后再试。" }));
  if (!answer.ok) { say(told.error); return; }
  part("sign").hidden = true;
  say(told.released ? done : "已签名，还需另一位审批人签名。", true);
}

// content: read from the bytes. type: as what they are signed; what the hub says it is must agree. done: said at the end.
async function show(content, type, done) {
  document.body.dataset.urgency = content.urgency;
  if (facts.payloadType !== type) throw new Error("待签内容与平台说的不是一回事，不能签名。");
  const problem = (await whyNotHere()) || facts.refusal;
  await showPictures(content);
  if (problem) { say(problem); return; }
  const key = await keptKey();
  if (!key) { say("这个浏览器里没有审批密钥。"); return; }
  const refusal = whyNotThisKey(key.keyid, content, facts.approvers, facts.signed, new Date());
  if (refusal) { say(refusal); return; }
  if (WORDS[content.urgency]) { part("word-row").hidden = false; part("word-asked").textContent = WORDS[content.urgency]; }
  part("signer").textContent = `${key.person}，密钥 ${key.keyid.slice(0, 8)}`;
  part("sign").hidden = false;
  part("sign").addEventListener("submit", (event) => { event.preventDefault(); sign(content, key, type, done); });
}

// read: shows what the bytes say, and returns [content, type, done].
export const signingPage = async (read) => {
  try {
    await show(...read());
  } catch (error) {
    say(error.message);
  } finally {
    document.body.dataset.ready = "yes";
  }
};
