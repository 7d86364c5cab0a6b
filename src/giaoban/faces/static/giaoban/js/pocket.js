/* The handbook on the telephone, in the words of 2017: what is told waits in a queue until the server has taken it, once and no
   more; whoever else opens the telephone sees and sends nothing of it; signing out wipes. Without it every form works too. */
(function () {
  'use strict';
  var state = document.getElementById('state'), waits = document.getElementById('waits'), sending = null;
  if (!window.indexedDB || !window.fetch || !window.Promise || !state) { return; }

  function kept() { return document.documentElement.hasAttribute('data-kept'); }
  function reload(changed) {
    var last = Number(sessionStorage.getItem('so-tay-moi') || 0);
    if (!changed && Date.now() - last < 30000) { return; } // a kept page that comes again is not asked for without end
    sessionStorage.setItem('so-tay-moi', String(Date.now()));
    if (!document.querySelector('form[data-queued] input[type="text"], textarea')) { location.reload(); }
  }
  function words(name) { return state.getAttribute('data-' + name) || ''; }
  function show(name, sentence) { state.className = 'state ' + name; state.textContent = sentence; }

  /* -- the queue ----------------------------------------------------------------------------------------------------------- */
  function open() {
    return new Promise(function (done, fail) {
      var opening = indexedDB.open('so-tay', 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore('queue', { keyPath: 'key' });
        opening.result.createObjectStore('facts', { keyPath: 'name' });
      };
      opening.onsuccess = function () { done(opening.result); };
      opening.onerror = function () { fail(opening.error); };
    });
  }

  function within(store, mode, work) {
    return open().then(function (base) {
      return new Promise(function (done, fail) {
        var act = base.transaction(store, mode), answer = work(act.objectStore(store));
        act.oncomplete = function () { base.close(); done(answer && answer.result); };
        act.onabort = act.onerror = function () { base.close(); fail(act.error); };
      });
    });
  }

  function rows() { return within('queue', 'readonly', function (store) { return store.getAll(); }).then(function (found) {
    return found.sort(function (a, b) { return a.at - b.at; });
  }); }
  function put(row) { return within('queue', 'readwrite', function (store) { store.put(row); }); }
  function drop(key) { return within('queue', 'readwrite', function (store) { store.delete(key); }); }
  function fact(name) { return within('facts', 'readonly', function (store) { return store.get(name); }).then(function (row) {
    return row && row.value;
  }); }
  function note(name, value) { return within('facts', 'readwrite', function (store) { store.put({ name: name, value: value }); }); }

  function newKey() {
    var drawn = new Uint8Array(16);
    crypto.getRandomValues(drawn);
    return Array.prototype.map.call(drawn, function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('');
  }

  function wipe() {
    return caches.delete('so-tay-trang').then(function () {
      return new Promise(function (done) {
        var gone = indexedDB.deleteDatabase('so-tay');
        gone.onsuccess = gone.onerror = gone.onblocked = function () { done(); };
      });
    });
  }

  /* -- the server ---------------------------------------------------------------------------------------------------------- */
  function ask(address, posted) {
    var stop = window.AbortController ? new AbortController() : null;
    var late = setTimeout(function () { if (stop) { stop.abort(); } }, 15000);
    var order = { credentials: 'same-origin', cache: 'no-store', signal: stop ? stop.signal : undefined };
    if (posted) { order.method = 'POST'; order.headers = posted.headers; order.body = posted.body; }
    return fetch(address, order).then(function (answer) {
      clearTimeout(late);
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    }, function (wrong) { clearTimeout(late); throw wrong; });
  }

  function hello() {
    return ask('/so-tay/chao').then(function (said) {
      return Promise.all([fact('owner'), rows()]).then(function (known) {
        var skew = Math.round(said.now - Date.now() / 1000);
        if (!said.who) { show('told-off', said.ended ? words('ended') : words('signed-out').replace('{n}', known[1].length)); return said.ended ? wipe().then(function () { return null; }) : null; }
        if (known[0] && known[0] !== said.who) {
          return (known[1].length ? Promise.resolve(show('told-off', words('other').replace('{n}', known[1].length))) : wipe().then(function () { return note('owner', said.who); })).then(function () { return null; });
        }
        return note('owner', said.who).then(function () { return note('skew', skew); }).then(function () { return said; });
      });
    });
  }

  function send(back) {
    if (sending) { return sending.then(function () { return send(back); }); } // what was told meanwhile goes after it
    sending = hello().then(function (said) {
      if (!said) { return null; }
      return rows().then(function (all) {
        var batch = all.filter(function (row) { return row.state === 'waiting' && (row.owner === said.who || !row.owner); }).slice(0, 50);
        if (!batch.length) { return { answers: {} }; }
        return ask('/so-tay/gui', {
          headers: { 'Content-Type': 'application/json', 'X-CSRFToken': said.token },
          body: JSON.stringify({ now: Date.now(), records: batch })
        });
      });
    }).then(function (taken) {
      if (!taken) { return; }
      var done = 0;
      return Promise.all(Object.keys(taken.answers).map(function (key) {
        var answer = taken.answers[key];
        if (answer.outcome === 'done' || answer.outcome === 'again') { done += 1; return answer.said ? update(key, 'conflict', answer.said) : drop(key); }
        return answer.outcome === 'refused' ? update(key, 'refused', answer.said) : null;
      })).then(function () {
        if (typeof back === 'string') { location.assign(back); } else if (done || kept()) { reload(done); }
      });
    }, function () { show('off', words('off')); }).then(function () { sending = null; return list(); }, function () { sending = null; });
    return sending;
  }

  function update(key, name, said) {
    return within('queue', 'readonly', function (store) { return store.get(key); }).then(function (row) {
      if (!row) { return null; }
      row.state = name; row.said = said;
      return put(row);
    });
  }

  /* -- what waits is shown, and can be taken back ------------------------------------------------------------------------------ */
  function list() {
    return rows().then(function (all) {
      if (!waits) { return; }
      waits.hidden = !all.length;
      while (waits.firstChild) { waits.removeChild(waits.firstChild); }
      if (!all.length) { return; }
      var head = document.createElement('h2'), lines = document.createElement('ul');
      head.textContent = words('waits').replace('{n}', all.length);
      lines.className = 'lines';
      all.forEach(function (row) {
        var line = document.createElement('li'), button = document.createElement('button'), when = new Date(row.at);
        line.textContent = row.title + ' (' + ('0' + when.getHours()).slice(-2) + ':' + ('0' + when.getMinutes()).slice(-2) + ')' + (row.said ? ': ' + row.said : '');
        button.type = 'button';
        button.textContent = row.state === 'waiting' ? words('take-back') : words('seen');
        button.addEventListener('click', function () { drop(row.key).then(list); });
        line.appendChild(button); lines.appendChild(line);
      });
      waits.appendChild(head); waits.appendChild(lines);
    });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target, act = form.getAttribute('data-queued');
    if (!act) { return; }
    event.preventDefault();
    var fields = [];
    Array.prototype.forEach.call(form.elements, function (field) {
      if (field.name && field.name !== 'csrfmiddlewaretoken') { fields.push([field.name, field.value]); }
    });
    Promise.all([fact('owner'), fact('skew')]).then(function (known) {
      return put({
        key: newKey(), v: 1, owner: known[0] || '', act: act, on: form.getAttribute('data-on'), saw: form.getAttribute('data-saw') || '',
        words: fields, at: Date.now(), skew: known[1] === undefined ? null : known[1], state: 'waiting', title: form.getAttribute('data-title') || document.title
      });
    }).then(function () {
      var back = form.getAttribute('data-back') || location.pathname;
      return list().then(function () { return send(back); }).then(function () {
        if (back !== location.pathname) { location.assign(back); }
      });
    }, function () { HTMLFormElement.prototype.submit.call(form); });
  });

  /* -- signing out wipes, with or without a line -------------------------------------------------------------------------------- */
  var leave = document.getElementById('leave');
  if (leave) {
    leave.addEventListener('submit', function (event) {
      event.preventDefault();
      rows().then(function (all) {
        if (all.length && !window.confirm(words('unsent').replace('{n}', all.length))) { return; }
        wipe().then(function () { HTMLFormElement.prototype.submit.call(leave); });
      });
    });
  }

  if ('serviceWorker' in navigator && window.caches) {
    navigator.serviceWorker.register('/so-tay/worker.js', { scope: '/so-tay/', updateViaCache: 'none' }).then(function (held) {
      if (held.waiting) { held.waiting.postMessage('take over'); }
    }, function () {});
  }
  list();
  send();
  window.addEventListener('online', send);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) { send(); } });
  setInterval(function () { if (!document.hidden) { send(); } }, 60000);
})();
