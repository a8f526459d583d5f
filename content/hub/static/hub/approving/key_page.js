// 本机审批密钥: makes the key, shows its fingerprint and the entry for the list, says where it stands.
import { deleteKey, keptKey, makeKey, pinProblem, whyNotHere } from "./key.js";
import { inCountyTime } from "./line.js";

const DAYS = 90; // as long as a signed list of approvers lasts
const facts = JSON.parse(document.getElementById("facts").textContent);
const part = (id) => document.getElementById(id);
const say = (text, isGood = false) => { part("said").textContent = text; part("said").className = isGood ? "good" : ""; };
const groups = (keyid) => keyid.match(/.{4}/g);

function entryOf(key) {
  const begins = new Date(Math.floor(Date.parse(key.madeAt) / 1000) * 1000);
  const ends = new Date(begins.getTime() + DAYS * 86_400_000);
  const written = (moment) => moment.toISOString().replace(".000Z", "Z");
  return [{ keyid: key.keyid, public_key: key.publicKey, person: key.person, units: ["*"], boards: ["*"], valid_from: written(begins), valid_until: written(ends) }];
}

function showFingerprint(key) {
  part("fingerprint").replaceChildren(...groups(key.keyid).map((group) => {
    const shown = document.createElement("span");
    shown.textContent = group;
    return shown;
  }));
  part("person-shown").textContent = key.person;
  part("made-at").textContent = inCountyTime(key.madeAt);
  const entry = JSON.stringify(entryOf(key), null, 2);
  part("entry").textContent = entry;
  part("download").href = URL.createObjectURL(new Blob([entry], { type: "application/json" }));
  part("download").download = `审批人登记-${key.person}-${key.keyid.slice(0, 8)}.json`;
}

function showStanding(key) {
  const listed = facts.approvers.find((one) => one.keyid === key.keyid);
  part("standing").textContent = listed
    ? `已登记：在审批人名单上，有效至 ${inCountyTime(listed.valid_until)}。`
    : "还未登记：把下面的登记单交给保管离线密钥的两位同志，当面核对指纹；他们签入名单、名单发布后，这里会显示“已登记”。";
  part("standing").className = listed ? "good" : "unsure";
  part("steps").hidden = Boolean(listed);
}

async function show() {
  const problem = await whyNotHere();
  if (problem) { part("problem").textContent = problem; part("problem").hidden = false; return; }
  const key = await keptKey();
  part("make").hidden = Boolean(key);
  part("kept").hidden = !key;
  if (key) { showFingerprint(key); showStanding(key); }
}

part("make").addEventListener("submit", async (event) => {
  event.preventDefault();
  const pin = part("pin").value;
  const person = part("person").value.trim();
  const problem = (person ? "" : "请填写姓名。") || pinProblem(pin, part("pin-again").value);
  if (problem) { say(problem); return; }
  say("正在生成密钥…");
  try {
    await makeKey(person, pin);
  } catch (error) {
    say(`密钥没有生成：${error.message}`);
    return;
  }
  event.target.reset();
  await show();
  say("密钥已生成，只存在这个浏览器里。", true);
  part("kept-title").focus();
});

part("delete").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (part("delete-word").value.trim() !== "删除") { say("请输入“删除”两个字。"); return; }
  await deleteKey();
  event.target.reset();
  await show();
  say("本机密钥已删除。请通知保管离线密钥的同志把它从名单上去掉。");
  part("person").focus();
});

show();
