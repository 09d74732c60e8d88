package formats
import ("testing";"os";"concord/models";"time";"encoding/json")
func TestSmoke(t *testing.T){
 f,_:=os.Open("/work/shared/data/ucdp_ged/ged_sample_1000.csv")
 n:=0; s:=time.Now()
 err:=Read("ucdp-ged",f,func(r Row)error{n++; if n<3 {b,_:=json.Marshal(r.Facts); t.Log(string(b))}; return nil},func(e models.RowError){t.Error(e)})
 t.Log(n,err,time.Since(s))
}
