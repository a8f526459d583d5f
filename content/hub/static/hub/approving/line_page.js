// 签名: shows what the bytes say and how each board shows them, then signs exactly these bytes.
import { fromBase64, preAuthenticationEncoding, sha256, toBase64 } from "./bytes.js";
import { keptKey, unlock, whyNotHere, WrongPin } from "./key.js";
import { inCountyTime, readLine, whyNotThisKey } from "./line.js";

const WORDS = { drill: "演练", emergency: "应急" }; // what an approver types: an urgent line is not signed by habit
const facts = JSON.parse(document.getElementById("facts").textContent);
const payload = fromBase64(facts.payload);
const part = (id) => document.getElementById(id);
const say = (text, isGood = false) => { part("said").textContent = text; part("said").className = isGood ? "good" : ""; };

function showLine(line) {
  const hours = Math.round((new Date(line.valid_until) - new Date(line.valid_from)) / 360_000) / 10;
  const rows = {
    级别: facts.urgencies[line.urgency] ?? line.urgency,
    内容: line.text,
    字数: String([...line.text].length),
    方式: facts.styles[line.style] ?? line.style,
    显示屏: line.boards.join("、"),
    有效: `${inCountyTime(line.valid_from)} 至 ${inCountyTime(line.valid_until)}（北京时间），共 ${hours} 小时`,
    依据: `${line.disclosure} 第 ${line.disclosure_rev} 版`,
    编号: `${line.id} 第 ${line.rev} 版，序号 ${line.seq}`,
    已签: facts.signed.map((one) => one.person).join("、") || "无",
  };
  for (const [label, value] of Object.entries(rows)) {
    const row = part("line").insertRow();
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
async function showPictures(line) {
  for (const [number, id] of line.boards.entries()) {
    const board = facts.boards.find((one) => one.id === id);
    if (!board) throw new Error(`平台没有显示屏 ${id} 的资料，不能签名。`);
    const answer = await fetch(board.preview);
    if (!answer.ok) throw new Error(`显示屏 ${id} 显示不了这条短讯，不能签名。`);
    const picture = await answer.arrayBuffer();
    if (number === 0 && line.preview_sha256 && (await sha256(picture)) !== line.preview_sha256) {
      throw new Error(`显示屏 ${id} 的预览图不是短讯里写明的那一张，不能签名。`);
    }
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    image.alt = `短讯在 ${id} 上的样子：${line.text}`;
    const caption = document.createElement("figcaption");
    caption.textContent = `${id}(${board.about})`;
    figure.append(image, caption);
    part("pictures").append(figure);
    await image.decode();
  }
}

async function sign(line, key) {
  const word = WORDS[line.urgency];
  if (word && part("word").value.trim() !== word) { say(`请输入“${word}”，表示知道这是${word}短讯。`); return; }
  say("正在签名…");
  let signature;
  try {
    const unlocked = await unlock(key, part("pin").value);
    signature = await crypto.subtle.sign("Ed25519", unlocked, preAuthenticationEncoding(facts.payloadType, payload));
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
  say(told.released ? "已签名，两位审批人已签满，短讯即将上屏。" : "已签名，还需另一位审批人签名。", true);
}

async function show() {
  const line = readLine(payload);
  showLine(line);
  document.body.dataset.urgency = line.urgency;
  const problem = (await whyNotHere()) || facts.refusal;
  await showPictures(line);
  if (problem) { say(problem); return; }
  const key = await keptKey();
  if (!key) { say("这个浏览器里没有审批密钥。"); return; }
  const refusal = whyNotThisKey(key.keyid, line, facts.approvers, facts.signed, new Date());
  if (refusal) { say(refusal); return; }
  if (WORDS[line.urgency]) { part("word-row").hidden = false; part("word-asked").textContent = WORDS[line.urgency]; }
  part("signer").textContent = `${key.person}，密钥 ${key.keyid.slice(0, 8)}`;
  part("sign").hidden = false;
  part("sign").addEventListener("submit", (event) => { event.preventDefault(); sign(line, key); });
}

show().catch((error) => say(error.message)).finally(() => { document.body.dataset.ready = "yes"; });
