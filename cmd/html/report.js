// report.js: tables that sort, fold and filter, and a choice of light or dark. The page holds all of
// its text without it.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');

  const make = (name, text) => {
    const element = document.createElement(name);
    if (name === 'button') element.type = 'button';
    if (text) element.textContent = text;
    return element;
  };

  const themes = ['automatic', 'light', 'dark'];
  const theme = make('button');
  const choose = (name) => {
    theme.textContent = `Colours: ${name}`;
    if (name === 'automatic') delete root.dataset.theme;
    else root.dataset.theme = name;
    theme.dataset.now = name;
  };
  theme.id = 'theme';
  theme.addEventListener('click', () =>
    choose(themes[(themes.indexOf(theme.dataset.now) + 1) % themes.length]));
  choose(themes[0]);
  document.querySelector('header').append(theme);

  // A unit is what moves and hides as one: a row, or a row with the details below it.
  const unitsOf = (table) =>
    [...(table.classList.contains('units') ? table.tBodies : table.tBodies[0].rows)];
  const cellsOf = (unit) => (unit.rows ? unit.rows[0] : unit).cells;

  const keyOf = (cell) => {
    const figure = cell.dataset.v;
    if (figure === undefined) return cell.textContent;
    return figure === '' ? null : BigInt(figure);
  };

  // Larger first where `down`; what is not known comes last in either order.
  const compare = (a, b, down) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a > b ? 1 : -1) * (down ? -1 : 1);
  };

  const tabulate = (table) => {
    let units = unitsOf(table);
    const limit = Number(table.dataset.limit);
    const headers = [...table.tHead.rows[0].cells];
    const tools = make('div');
    const count = make('p');
    const button = make('button');
    let all = units.length <= limit;
    let wanted = null; // by the filters; null: all

    const show = () => {
      let shown = 0;
      let matching = 0;
      for (const unit of units) {
        const fits = !wanted || wanted(unit);
        if (fits) matching++;
        unit.hidden = !fits || (!all && !wanted && shown >= limit);
        if (!unit.hidden) shown++;
      }
      count.textContent = wanted ? `${shown} of ${units.length} rows fit the filters`
        : `${shown} of ${units.length} rows shown`;
      count.hidden = !table.classList.contains('units') && units.length <= limit;
      button.hidden = Boolean(wanted) || units.length <= limit;
      button.textContent = all ? `Show the first ${limit}` : `Show all ${units.length}`;
    };

    const sort = (index) => {
      const header = headers[index];
      const figures = header.classList.contains('n');
      const now = header.getAttribute('aria-sort');
      const down = now ? now === 'ascending' : figures && header.textContent !== '#';
      const keys = new Map(units.map((unit) => [unit, keyOf(cellsOf(unit)[index])]));
      units.sort((a, b) => compare(keys.get(a), keys.get(b), down));
      // Bodies of a table stand in front of its foot, rows of a body at its end.
      const behind = table.classList.contains('units') ? table.tFoot : null;
      for (const unit of units) unit.parentNode.insertBefore(unit, behind);
      for (const other of headers) other.removeAttribute('aria-sort');
      header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      show();
    };

    headers.forEach((header, index) => {
      const label = make('button', header.textContent);
      label.addEventListener('click', () => sort(index));
      header.replaceChildren(label);
    });
    button.addEventListener('click', () => {
      all = !all;
      show();
    });
    count.setAttribute('role', 'status');
    tools.className = 'tools';
    tools.append(count, button);
    table.parentNode.after(tools);
    show();
    return (filter) => {
      wanted = filter;
      show();
    };
  };

  const unfold = (table) => {
    unitsOf(table).forEach((unit, index) => {
      const name = unit.rows[0].querySelector('th');
      const more = unit.rows[1];
      const button = make('button');
      more.hidden = true;
      more.id = `more-${index}`;
      button.append(...name.childNodes);
      button.setAttribute('aria-expanded', 'false');
      button.setAttribute('aria-controls', more.id);
      button.addEventListener('click', () => {
        more.hidden = !more.hidden;
        more.querySelector('details').open = !more.hidden;
        button.setAttribute('aria-expanded', String(!more.hidden));
      });
      name.append(button);
    });
  };

  const filterBy = (table, apply) => {
    const name = document.getElementById('filter-name');
    const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
    const selects = ['kind', 'verdict'].map((title) => ({
      column: titles.indexOf(title),
      select: document.getElementById(`filter-${title}`),
    })).filter(({select}) => select);
    const textOf = (unit, column) => cellsOf(unit)[column].textContent.replace(' *', '');
    const nameColumn = titles.indexOf('component');

    const filter = () => {
      const text = name.value.trim().toLowerCase();
      const chosen = selects.filter(({select}) => select.value !== '');
      apply(text === '' && chosen.length === 0 ? null : (unit) =>
        cellsOf(unit)[nameColumn].textContent.toLowerCase().includes(text) &&
        chosen.every(({column, select}) => textOf(unit, column) === select.value));
    };
    for (const {column, select} of selects) {
      const words = new Set(unitsOf(table).map((unit) => textOf(unit, column)));
      select.append(...[...words].sort().map((word) => make('option', word)));
      select.addEventListener('change', filter);
    }
    name.addEventListener('input', filter);
    name.closest('.filters').hidden = false;
    // Browsers keep what was typed when a page is loaded anew.
    filter();
  };

  for (const table of document.querySelectorAll('table[data-limit]')) {
    const apply = tabulate(table);
    if (!table.classList.contains('units')) continue;
    unfold(table);
    filterBy(table, apply);
  }
})();
