package durability
import ("testing";"os";"runtime/pprof";"time";"context";"concord/app/server")
func TestZZ(t *testing.T){
	s, tokens := populated(t, writers)
	sv, err := server.Start(context.Background(), server.Config{Data:s.dir, Listen:"127.0.0.1:0"})
	if err!=nil {t.Fatal(err)}
	f,_:=os.Create("/tmp/cpu.prof"); pprof.StartCPUProfile(f)
	book:=newLedger()
	load(sv.Address(), tokens, book, 0, func(){
		for range 10 { time.Sleep(200*time.Millisecond); print(sv.DB.Waiting()," ") }
	    g,_:=os.Create("/tmp/gor.txt"); pprof.Lookup("goroutine").WriteTo(g,1)
	})
	pprof.StopCPUProfile(); f.Close()
	t.Log(book.sent)
	sv.Close()
}
