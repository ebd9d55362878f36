import time
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from producer_portal.foundation import database
from producer_portal.features.policies import services
from producer_portal.features.commissions import services as com
from producer_portal.features.commissions.rules import OverrideBasis
from tests.integration.features.commissions.money_story import harborline, NOW
class B(DeclarativeBase): pass
class E(B):
    __tablename__='plain_e'; id=mapped_column(Integer,primary_key=True); r=mapped_column(String(50))
class L(B):
    __tablename__='plain_l'; id=mapped_column(Integer,primary_key=True); e=mapped_column(ForeignKey('plain_e.id')); a=mapped_column(BigInteger)
def test_b(portal_database):
    g=harborline(); g.rule('10%'); g.split('bob','60%'); g.override('pat',OverrideBasis.PERCENT_OF_COMMISSION,'5%')
    import os,tempfile
    eng = database.engine() if portal_database.dialect.name=='sqlite' else None
    if eng is None:
        import tests.conftest as c
        eng=create_engine(c._alchemy(c.PG_ADMIN+'/'+portal_database.url.database))
    with eng.begin() as cx: B.metadata.create_all(cx)
    def plain(n):
        for i in range(n):
            with Session(eng) as s, s.begin():
                e=E(r='x'); s.add(e); s.flush(); s.add_all([L(e=e.id,a=5),L(e=e.id,a=-5)])
    def bind(n):
        ids=[]
        for i in range(n):
            d=g.draft('1000.00')
            with g.work(g.bob) as w: ids.append(services.issue_policy(w,draft=d).policy_transaction_id)
        return ids
    plain(20); bind(20)
    for rep in range(3):
        t=time.perf_counter(); plain(200); p=(time.perf_counter()-t)/200
        t=time.perf_counter(); ids=bind(200); b=(time.perf_counter()-t)/200
        t=time.perf_counter()
        for i in ids: g.accrue(i)
        a=(time.perf_counter()-t)/200
        print(portal_database.dialect.name, f'plain {p*1e3:.2f} ms bind {b*1e3:.2f} ms ratio {p/b:.2f} accrue {a*1e3:.2f}')
    from sqlalchemy import text
    with g.work() as w:
        for n in range(2):
            for r in w.session.connection().execute(text("""explain (analyze) SELECT pt.id, p.number, t.effective_on, c.name FROM policy_transaction pt JOIN policy p ON p.id=pt.policy_id JOIN policy_term t ON t.id=pt.term_id JOIN carrier c ON c.id=p.carrier_id WHERE pt.id=:i AND pt.tenant_id=:t AND p.tenant_id=:t AND t.tenant_id=:t AND c.tenant_id=:t FOR UPDATE OF pt"""),{'i':ids[50],'t':g.tenant_id}): print(r[0])
    import tests.conftest as c2
    with eng.begin() as cx: cx.execute(text('analyze'))
    t=time.perf_counter()
    for i in bind(50): g.accrue(i)
    print('after analyze bind+accrue',(time.perf_counter()-t)*20)
