/* The square on a slip has the code behind the #, which no server sees: here it is put where one would type it. */
(function () {
  'use strict';
  var code = document.getElementById('id_code');
  var given = location.hash.slice(1);
  if (code && given && !code.value) {
    code.value = given.slice(0, 40);
    history.replaceState(null, '', location.pathname);
    document.getElementById('id_year').focus();
  }
})();
