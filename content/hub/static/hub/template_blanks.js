// 拟应急模板: a row for each {空格} of the text, in its order, with the fields that its form has. The hub checks again.
(() => {
  const text = document.getElementById("id_text");
  const rows = [...document.querySelectorAll("tr.hub-blank")];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  const offerFields = (row) => {
    const form = field(row, "form").value;
    const used = { choice: ["words"], number: ["least", "most", "decimals"] }[form] ?? [];
    for (const name of ["words", "least", "most", "decimals"]) {
      field(row, name).style.visibility = used.includes(name) ? "" : "hidden";
    }
  };
  const offerRows = () => {
    const names = [...new Set([...text.value.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]))].slice(0, rows.length);
    const kept = new Map(rows.map((row) => [field(row, "name").value, ["form", "words", "least", "most", "decimals"].map((name) => field(row, name).value)]));
    rows.forEach((row, number) => {
      const name = names[number] ?? "";
      row.hidden = !name;
      if (field(row, "name").value !== name && name) {
        const values = kept.get(name) ?? ["choice", "", "", "", ""];
        ["form", "words", "least", "most", "decimals"].forEach((part, at) => { field(row, part).value = values[at]; });
      }
      field(row, "name").value = name;
      field(row, "name").readOnly = true;
      offerFields(row);
    });
  };

  text.addEventListener("input", offerRows);
  for (const row of rows) field(row, "form").addEventListener("change", () => offerFields(row));
  offerRows();
})();
