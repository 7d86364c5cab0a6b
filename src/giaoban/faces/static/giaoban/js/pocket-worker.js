/* The handbook's worker, in the words of 2017 (Chromium 69). It keeps a page only where the server said that it may, without
   its token, and gives it out when the line does not answer in time. The build stands in front: BUILD and SHELL. */
'use strict';
var PAGES = 'so-tay-trang', FILES = 'so-tay-' + BUILD, PATIENCE = 2500, MOST_DAYS = 14;

self.addEventListener('install', function (event) {
  event.waitUntil(caches.open(FILES).then(function (cache) { return cache.addAll(SHELL); }));
});

self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) {
      return name.indexOf('so-tay-') === 0 && name !== FILES && name !== PAGES ? caches.delete(name) : null;
    }));
  }).then(function () { return self.clients.claim(); }));
});

self.addEventListener('message', function (event) {
  if (event.origin === location.origin && event.data === 'take over') { self.skipWaiting(); }
});

function keep(request, answer) {
  var until = answer.headers.get('X-May-Be-Kept');
  if (answer.status !== 200 || answer.redirected || answer.type !== 'basic' || !until) {
    return answer.redirected || answer.status === 404 ? caches.open(PAGES).then(function (cache) { return cache.delete(request.url); }) : null;
  }
  return answer.text().then(function (text) {
    var plain = text.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, '$1').replace('<html ', '<html data-kept ');
    var head = { 'Content-Type': 'text/html; charset=utf-8', 'X-Kept-At': String(Date.now()) };
    var policy = answer.headers.get('Content-Security-Policy');
    if (policy) { head['Content-Security-Policy'] = policy; }
    return caches.open(PAGES).then(function (cache) { return cache.put(request.url, new Response(plain, { headers: head })); });
  });
}

function kept(request) {
  return caches.open(PAGES).then(function (cache) { return cache.match(request.url); }).then(function (page) {
    var age = page ? (Date.now() - Number(page.headers.get('X-Kept-At'))) / 86400000 : 0;
    if (page && age < MOST_DAYS && age > -1) { return page; }
    return (page ? caches.delete(PAGES) : Promise.resolve()).then(function () { return caches.match(OFFLINE); });
  });
}

function asked(event) {
  var stop = new AbortController(), late = setTimeout(function () { stop.abort(); }, PATIENCE);
  return fetch(event.request, { signal: stop.signal }).then(function (answer) {
    clearTimeout(late);
    if (answer.status >= 500) { return kept(event.request); }
    event.waitUntil(Promise.resolve(keep(event.request, answer.clone())).catch(function () { return caches.delete(PAGES); }));
    return answer;
  }, function () { clearTimeout(late); return kept(event.request); });
}

self.addEventListener('fetch', function (event) {
  var address = new URL(event.request.url);
  if (event.request.method !== 'GET' || address.origin !== location.origin) { return; }
  if (SHELL.indexOf(address.pathname) >= 0) {
    event.respondWith(caches.match(address.pathname).then(function (file) { return file || fetch(event.request); }));
  } else if (event.request.mode === 'navigate') {
    event.respondWith(asked(event));
  }
});
