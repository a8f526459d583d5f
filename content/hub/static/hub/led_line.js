// 拟显示屏短讯: only the styles that every chosen board can do are left to choose from. The hub checks again.
(() => {
  const boxes = [...document.querySelectorAll("input[name=boards]")];
  const style = document.getElementById("id_style");
  const note = document.createElement("p");
  note.className = "help hub-styles";
  note.setAttribute("role", "status");
  style.after(note);

  const offer = () => {
    const chosen = boxes.filter((box) => box.checked);
    const canDo = (value) => chosen.every((box) => box.dataset.styles.split(" ").includes(value));
    const options = [...style.options];
    for (const option of options) option.hidden = option.disabled = !canDo(option.value);
    const left = options.filter((option) => !option.disabled);
    if (left.length && style.selectedOptions[0]?.disabled !== false) style.value = left[0].value;
    if (!left.length) note.textContent = "所选的屏没有共同的显示方式，请分开各拟一条。";
    else if (left.length < options.length) note.textContent = `所选的屏都做得到的：${left.map((option) => option.text).join("、")}。`;
    else note.textContent = "";
  };

  for (const box of boxes) box.addEventListener("change", offer);
  offer();
})();
